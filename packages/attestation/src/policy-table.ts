import type { BootCause } from '@gatehouse/contracts';
import type { BootFactName, BootFacts } from '@gatehouse/measured-boot';
import type { Substatus } from './check.ts';

/** One way not to meet a policy: the fact that shows it, and its cause. */
interface Fault {
  readonly cause: BootCause;
  readonly fact: BootFactName;
  readonly isMet: (facts: BootFacts) => boolean;
}

/** What a row reads in the facts of a boot. */
export interface FactRule {
  /** Name of the fact, so that its events can be shown. */
  readonly fact: BootFactName;
  readonly expected: string;
  /** A policy is met unless one of these is; most telling first. */
  readonly faults: readonly [Fault, ...Fault[]];
}

export interface PolicyRow {
  /** Name in `Get-HgsAttestationPolicy`. */
  readonly name: string;
  /** EvaluationLog.Reason (MS-HGSA §2.2.2.13). */
  readonly guid: string;
  readonly substatus: Substatus;
  readonly state: 'Locked' | 'Enabled' | 'Disabled';
  readonly purpose: string;
  /** `negative`: the boot must be one of those that an administrator trusts; appraised against trust. */
  readonly rule: FactRule | 'baseline' | 'code-integrity-policy' | 'dump-key';
  /** When the policy does not apply, and why. */
  readonly unless?: { readonly applies: (facts: BootFacts) => boolean; readonly reason: string };
}

const yes = (value: boolean | null): boolean => value === true;
const dumpsAreOff = {
  applies: (f: BootFacts) => yes(f.dumpsDisabled),
  reason: 'dumps are disabled',
};

type Flag = {
  [K in BootFactName]: BootFacts[K] extends boolean | null ? K : never;
}[BootFactName];

/** The fact must be shown to be so: what a log does not say is not taken for granted. */
const must = (fact: Flag, expected: string, cause: BootCause): FactRule => ({
  fact,
  expected,
  faults: [{ fact, cause, isMet: (f) => !yes(f[fact]) }],
});
const mustNot = (fact: Flag, cause: BootCause): Fault => ({
  fact,
  cause,
  isMet: (f) => yes(f[fact]),
});

/**
 * The built-in policies in order of evaluation: Hgs_* name ↔ protocol GUID ↔ substatus ↔ boot fact ↔
 * remedy. Sources: MS-HGSA §2.2.2.13 for the GUIDs; Microsoft Learn "Manage the Host Guardian
 * Service", default policies, for names and states; the pairing with SIPA events is by meaning.
 */
export const policyTable = [
  {
    name: 'Hgs_VsmIdkPresent',
    guid: '75d595de-12f5-41e9-a61e-469d3205ecca',
    substatus: 'VirtualSecureMode',
    state: 'Locked',
    purpose: 'Virtualization-based security runs and has an identity key.',
    rule: {
      fact: 'vsmIdk',
      expected: 'an identity key of virtual secure mode in the log',
      faults: [
        {
          cause: 'virtual-secure-mode-off',
          fact: 'vsmLaunch',
          isMet: (f) => f.vsmIdk === null && !yes(f.vsmLaunch),
        },
        { cause: 'identity-key-missing', fact: 'vsmIdk', isMet: (f) => f.vsmIdk === null },
      ],
    },
  },
  {
    name: 'VsmRunning',
    guid: '6c0a6d29-5bcb-4f28-bafb-f71eb60fdae0',
    substatus: 'VirtualSecureMode',
    state: 'Locked',
    purpose: 'Virtual secure mode was launched.',
    rule: must('vsmLaunch', 'virtual secure mode launched', 'virtual-secure-mode-off'),
  },
  {
    name: 'Hgs_SecureBootEnabled',
    guid: '6a460ee1-62ea-416f-ae6c-04e29634506d',
    substatus: 'SecureBoot',
    state: 'Locked',
    purpose: 'Secure Boot is on.',
    rule: must('secureBoot', 'Secure Boot on', 'secure-boot-off'),
  },
  {
    name: 'Hgs_SecureBootSettings',
    guid: '756dc455-9528-479a-a86a-c646417316c9',
    substatus: 'SecureBootSettings',
    state: 'Locked',
    purpose: 'The boot matches one of the trusted TPM baselines.',
    rule: 'baseline',
  },
  {
    name: 'Hgs_UefiDebugDisabled',
    guid: '20188fda-d40b-460d-b078-2e7898a42ae9',
    substatus: 'DebugMode',
    state: 'Locked',
    purpose:
      'No debugger can attach, and Windows runs neither test-signed, as a preview, in safe mode nor as WinPE.',
    rule: {
      fact: 'debug',
      expected: 'debugging, test and flight signing, safe mode and Windows PE off',
      faults: [
        mustNot('uefiDebugMode', 'uefi-debug-on'),
        mustNot('bootDebugging', 'boot-debug-on'),
        mustNot('kernelDebugging', 'kernel-debug-on'),
        mustNot('hypervisorDebugging', 'hypervisor-debug-on'),
        mustNot('winPe', 'windows-pe'),
        mustNot('safeMode', 'safe-mode'),
        mustNot('testSigning', 'test-signing-on'),
        mustNot('flightSigning', 'flight-signing-on'),
        { cause: 'debug-state-unknown', fact: 'debug', isMet: (f) => f.debug === null },
      ],
    },
  },
  {
    name: 'Hgs_CiPolicy',
    guid: '81f110ba-53c5-4064-9d64-51029fa24f49',
    substatus: 'CodeIntegrityPolicy',
    state: 'Locked',
    purpose: 'The host runs one of the trusted code integrity policies.',
    rule: 'code-integrity-policy',
  },
  {
    name: 'Hgs_HypervisorEnforcedCiPolicy',
    guid: '5408bd30-3250-4ac1-a150-c410af756699',
    substatus: 'HypervisorEnforcedCodeIntegrityPolicy',
    state: 'Enabled',
    purpose: 'The hypervisor enforces code integrity (memory integrity).',
    rule: must('hvci', 'enforced by the hypervisor', 'hypervisor-code-integrity-off'),
  },
  {
    name: 'Hgs_FullBoot',
    guid: '75ad09c9-7254-4d00-96f3-3b09d0aaac54',
    substatus: 'FullBoot',
    state: 'Locked',
    purpose: 'The host booted and did not resume from hibernation.',
    rule: must('fullBoot', 'a full boot', 'not-full-boot'),
  },
  {
    name: 'Hgs_IommuEnabled',
    guid: 'da0776e5-6570-44b3-9a17-7e95b4fc7779',
    substatus: 'Iommu',
    state: 'Enabled',
    purpose: 'Virtualization-based security requires the IOMMU, against attacks by DMA.',
    rule: must('iommu', 'IOMMU required', 'iommu-off'),
  },
  {
    name: 'Hgs_PageFileEncryptionEnabled',
    guid: '12df0ee9-b38e-4086-90f8-703d9e7cb878',
    substatus: 'PagefileEncryption',
    state: 'Enabled',
    purpose: 'The page file is encrypted.',
    rule: must('pagefileEncryption', 'page file encrypted', 'pagefile-unencrypted'),
  },
  {
    name: 'Hgs_BitLockerEnabled',
    guid: '347da547-d266-4939-bf3d-9ec73a90bdbc',
    substatus: 'BitLocker',
    state: 'Disabled',
    purpose: "The host's system volume is protected by BitLocker.",
    rule: {
      fact: 'bitlockerUnlock',
      expected: 'system volume unlocked by BitLocker',
      // SIPAEVENT_BITLOCKER_UNLOCK: any method but 0 means an encrypted volume.
      faults: [
        {
          cause: 'bitlocker-off',
          fact: 'bitlockerUnlock',
          isMet: (f) => f.bitlockerUnlock === null || f.bitlockerUnlock === 0,
        },
      ],
    },
  },
  {
    name: 'Hgs_NoHibernation',
    guid: 'a32022c6-dccd-4bf5-be76-3b5ca1542559',
    substatus: 'HibernationEnabled',
    state: 'Enabled',
    purpose: 'Hibernation is off: it would write the memory of shielded VMs to disk.',
    rule: must('hibernationDisabled', 'hibernation disabled', 'hibernation-on'),
  },
  {
    name: 'Hgs_NoDumps',
    guid: '2a796e36-e918-454f-b610-60f086e8d334',
    substatus: 'DumpsEnabled',
    state: 'Enabled',
    purpose: 'Crash dumps are off.',
    rule: must('dumpsDisabled', 'dumps disabled', 'dumps-on'),
  },
  {
    name: 'Hgs_DumpEncryption',
    guid: '6f390a71-753c-43aa-a326-74e30aedcd9d',
    substatus: 'DumpEncryption',
    state: 'Enabled',
    purpose: 'Dumps, where they are on, are encrypted.',
    rule: must('dumpEncryption', 'dumps encrypted', 'dump-encryption-off'),
    unless: dumpsAreOff,
  },
  {
    name: 'Hgs_DumpEncryptionKey',
    guid: '85dac0a4-8ba9-4a7f-a342-211862ce0be8',
    substatus: 'DumpEncryptionKey',
    state: 'Enabled',
    purpose: 'Dumps, where they are on, are encrypted with a trusted key.',
    rule: 'dump-key',
    unless: dumpsAreOff,
  },
] as const satisfies readonly PolicyRow[];

export type PolicyName = (typeof policyTable)[number]['name'];
