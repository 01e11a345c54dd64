/** What a baseline does with the measurements of a PCR. */
export interface BaselineRule {
  readonly pcrs: readonly number[];
  readonly holds: 'fixed' | 'ignored';
  /** `whole`: every measurement; `boot`: those up to the separator of the PCR. */
  readonly until?: 'whole' | 'boot';
  readonly what: string;
  readonly why: string;
  /**
   * What a baseline gives up that leaves these fixed PCRs out, and what still holds then. Absent where
   * none may: nothing else would vouch for what they measure.
   */
  readonly ifIgnored?: string;
}

/**
 * What a baseline fixes, PCR by PCR. Never event by event of one PCR: a log may call an event what
 * it likes without changing what it replays to, so a rule by type could be talked out of looking.
 * A single baseline may leave out whole PCRs whose row says what still holds, and no others.
 */
export const baselineRules: readonly BaselineRule[] = [
  {
    pcrs: [0],
    holds: 'fixed',
    until: 'whole',
    what: 'firmware and its version',
    why: 'the code that measures everything after it',
  },
  {
    pcrs: [2],
    holds: 'fixed',
    until: 'whole',
    what: 'drivers and option ROMs of devices',
    why: 'code that runs before the operating system',
    ifIgnored:
      'Any driver or option ROM may run before Windows that a key in db has signed. Secure Boot still has to be on, and its keys and revocations are still fixed (PCR 7).',
  },
  {
    pcrs: [4],
    holds: 'fixed',
    until: 'whole',
    what: 'boot applications: boot manager and what it is started by',
    why: 'the first code of the operating system; another one could report anything',
  },
  {
    pcrs: [7],
    holds: 'fixed',
    until: 'whole',
    what: 'Secure Boot: its state, PK, KEK, db, dbx and the keys that verified the boot',
    why: 'who may sign code that boots, and what is revoked',
  },
  {
    pcrs: [14],
    holds: 'fixed',
    until: 'boot',
    what: 'boot authorities: keys that signed what Windows loaded',
    why: 'who signed the loader, the kernel and the boot drivers',
    ifIgnored:
      'Boot drivers of any signer may load that the code integrity policy allows. That policy still has to be a trusted one (Hgs_CiPolicy), and it is enforced by what PCR 0, 4 and 7 fix.',
  },
  {
    pcrs: [1, 3, 6],
    holds: 'ignored',
    what: 'configuration of firmware and devices, boot order, tables',
    why: 'differs between machines of one make and changes with settings that are no threat',
  },
  {
    pcrs: [5],
    holds: 'ignored',
    what: 'partition table, ExitBootServices',
    why: 'every disk has its own identifiers',
  },
  {
    pcrs: [8, 9, 10, 15, 16, 17, 18, 19, 20, 21, 22, 23],
    holds: 'ignored',
    what: 'what other operating systems and applications measure',
    why: 'Windows measures nothing there at boot',
  },
  {
    pcrs: [11],
    holds: 'ignored',
    what: 'BitLocker access control',
    why: 'fixed content that only marks stages',
  },
  {
    pcrs: [12, 13],
    holds: 'ignored',
    what: 'settings, counters, addresses and modules of the Windows boot',
    why: 'differs at each boot or update; read as facts and held against the Hgs_* policies',
  },
];
