import type { BootFacts } from '@gatehouse/measured-boot';
import type { Substatus } from './check.ts';

/** What a row reads in the facts of a boot, and when it is content. */
interface FactRule {
  /** Name of the fact, so that its events can be shown. */
  readonly fact: keyof Omit<BootFacts, 'shownBy' | 'unaccounted' | 'unfinished'>;
  readonly passes: (facts: BootFacts) => boolean;
  readonly expected: string;
}

export interface PolicyRow {
  /** Name in `Get-HgsAttestationPolicy`. */
  readonly name: string;
  /** EvaluationLog.Reason (MS-HGSA §2.2.2.13). */
  readonly guid: string;
  readonly substatus: Substatus;
  readonly state: 'Locked' | 'Enabled' | 'Disabled';
  readonly purpose: string;
  readonly remedy: string;
  /** `negative`: the boot must be one of those that an administrator trusts; appraised against trust. */
  readonly rule: FactRule | 'baseline' | 'code-integrity-policy' | 'dump-key';
  /** When the policy does not apply, and why. */
  readonly unless?: { readonly applies: (facts: BootFacts) => boolean; readonly reason: string };
}

const yes = (value: boolean | null): boolean => value === true;
const no = (value: boolean | null): boolean => value === false;
const dumpsAreOff = {
  applies: (f: BootFacts) => yes(f.dumpsDisabled),
  reason: 'dumps are disabled',
};

/** BitLocker unlock methods that mean an encrypted volume (SIPAEVENT_BITLOCKER_UNLOCK): any but 0. */
const unlockedByBitLocker = (value: number | null): boolean => value !== null && value !== 0;

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
    remedy:
      'Turn on virtualization-based security and restart the host; look at msinfo32 for what the platform lacks.',
    rule: {
      fact: 'vsmIdk',
      passes: (f) => f.vsmIdk !== null,
      expected: 'an identity key of virtual secure mode in the log',
    },
  },
  {
    name: 'VsmRunning',
    guid: '6c0a6d29-5bcb-4f28-bafb-f71eb60fdae0',
    substatus: 'VirtualSecureMode',
    state: 'Locked',
    purpose: 'Virtual secure mode was launched.',
    remedy: 'Turn on virtualization-based security and restart the host.',
    rule: {
      fact: 'vsmLaunch',
      passes: (f) => yes(f.vsmLaunch),
      expected: 'virtual secure mode launched',
    },
  },
  {
    name: 'Hgs_SecureBootEnabled',
    guid: '6a460ee1-62ea-416f-ae6c-04e29634506d',
    substatus: 'SecureBoot',
    state: 'Locked',
    purpose: 'Secure Boot is on.',
    remedy: 'Turn on Secure Boot with the Microsoft template in the firmware settings and restart.',
    rule: { fact: 'secureBoot', passes: (f) => yes(f.secureBoot), expected: 'Secure Boot on' },
  },
  {
    name: 'Hgs_SecureBootSettings',
    guid: '756dc455-9528-479a-a86a-c646417316c9',
    substatus: 'SecureBootSettings',
    state: 'Locked',
    purpose: 'The boot matches one of the trusted TPM baselines.',
    remedy:
      'If the change of firmware, boot loader or Secure Boot keys was intended, trust this boot as a new baseline; if not, treat the host as compromised.',
    rule: 'baseline',
  },
  {
    name: 'Hgs_UefiDebugDisabled',
    guid: '20188fda-d40b-460d-b078-2e7898a42ae9',
    substatus: 'DebugMode',
    state: 'Locked',
    purpose:
      'No debugger can attach, and Windows runs neither test-signed, in safe mode nor as WinPE.',
    remedy:
      'Run bcdedit /debug off, /bootdebug off, /set hypervisordebug off and /set testsigning off, and restart normally.',
    rule: {
      fact: 'debug',
      passes: (f) => no(f.debug) && ![f.testSigning, f.safeMode, f.winPe].some(yes),
      expected: 'debugging, test signing, safe mode and WinPE off',
    },
  },
  {
    name: 'Hgs_CiPolicy',
    guid: '81f110ba-53c5-4064-9d64-51029fa24f49',
    substatus: 'CodeIntegrityPolicy',
    state: 'Locked',
    purpose: 'The host runs one of the trusted code integrity policies.',
    remedy:
      'Deploy a trusted code integrity policy to the host and restart it, or trust the one that it runs.',
    rule: 'code-integrity-policy',
  },
  {
    name: 'Hgs_HypervisorEnforcedCiPolicy',
    guid: '5408bd30-3250-4ac1-a150-c410af756699',
    substatus: 'HypervisorEnforcedCodeIntegrityPolicy',
    state: 'Enabled',
    purpose: 'The hypervisor enforces code integrity (memory integrity).',
    remedy:
      'Turn on "Virtualization Based Protection of Code Integrity" without UEFI lock and restart.',
    rule: { fact: 'hvci', passes: (f) => yes(f.hvci), expected: 'enforced by the hypervisor' },
  },
  {
    name: 'Hgs_FullBoot',
    guid: '75ad09c9-7254-4d00-96f3-3b09d0aaac54',
    substatus: 'FullBoot',
    state: 'Locked',
    purpose: 'The host booted and did not resume from hibernation.',
    remedy: 'Restart the host; turn off fast start-up and hibernation.',
    rule: { fact: 'fullBoot', passes: (f) => yes(f.fullBoot), expected: 'a full boot' },
  },
  {
    name: 'Hgs_IommuEnabled',
    guid: 'da0776e5-6570-44b3-9a17-7e95b4fc7779',
    substatus: 'Iommu',
    state: 'Enabled',
    purpose: 'Virtualization-based security requires the IOMMU, against attacks by DMA.',
    remedy:
      'Turn on VT-d or AMD-Vi in the firmware and choose "Secure Boot and DMA Protection" for virtualization-based security.',
    rule: { fact: 'iommu', passes: (f) => yes(f.iommu), expected: 'IOMMU required' },
  },
  {
    name: 'Hgs_PageFileEncryptionEnabled',
    guid: '12df0ee9-b38e-4086-90f8-703d9e7cb878',
    substatus: 'PagefileEncryption',
    state: 'Enabled',
    purpose: 'The page file is encrypted.',
    remedy: 'Run fsutil behavior set encryptpagingfile 1 and restart.',
    rule: {
      fact: 'pagefileEncryption',
      passes: (f) => yes(f.pagefileEncryption),
      expected: 'page file encrypted',
    },
  },
  {
    name: 'Hgs_BitLockerEnabled',
    guid: '347da547-d266-4939-bf3d-9ec73a90bdbc',
    substatus: 'BitLocker',
    state: 'Disabled',
    purpose: "The host's system volume is protected by BitLocker.",
    remedy: 'Turn on BitLocker for the system volume, or disable this policy.',
    rule: {
      fact: 'bitlockerUnlock',
      passes: (f) => unlockedByBitLocker(f.bitlockerUnlock),
      expected: 'system volume unlocked by BitLocker',
    },
  },
  {
    name: 'Hgs_NoHibernation',
    guid: 'a32022c6-dccd-4bf5-be76-3b5ca1542559',
    substatus: 'HibernationEnabled',
    state: 'Enabled',
    purpose: 'Hibernation is off: it would write the memory of shielded VMs to disk.',
    remedy: 'Run powercfg /h off and restart.',
    rule: {
      fact: 'hibernationDisabled',
      passes: (f) => yes(f.hibernationDisabled),
      expected: 'hibernation disabled',
    },
  },
  {
    name: 'Hgs_NoDumps',
    guid: '2a796e36-e918-454f-b610-60f086e8d334',
    substatus: 'DumpsEnabled',
    state: 'Enabled',
    purpose: 'Crash dumps are off.',
    remedy: 'Turn crash dumps off, or disable this policy and encrypt dumps with a trusted key.',
    rule: {
      fact: 'dumpsDisabled',
      passes: (f) => yes(f.dumpsDisabled),
      expected: 'dumps disabled',
    },
  },
  {
    name: 'Hgs_DumpEncryption',
    guid: '6f390a71-753c-43aa-a326-74e30aedcd9d',
    substatus: 'DumpEncryption',
    state: 'Enabled',
    purpose: 'Dumps, where they are on, are encrypted.',
    remedy: 'Turn crash dumps off, or configure dump encryption.',
    rule: {
      fact: 'dumpEncryption',
      passes: (f) => yes(f.dumpEncryption),
      expected: 'dumps encrypted',
    },
    unless: dumpsAreOff,
  },
  {
    name: 'Hgs_DumpEncryptionKey',
    guid: '85dac0a4-8ba9-4a7f-a342-211862ce0be8',
    substatus: 'DumpEncryptionKey',
    state: 'Enabled',
    purpose: 'Dumps, where they are on, are encrypted with a trusted key.',
    remedy: "Change the host's dump encryption key to a trusted one, or trust this key.",
    rule: 'dump-key',
    unless: dumpsAreOff,
  },
] as const satisfies readonly PolicyRow[];

export type PolicyName = (typeof policyTable)[number]['name'];
