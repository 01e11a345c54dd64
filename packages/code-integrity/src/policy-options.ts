import type { PolicyBody, Setting } from './policy.ts';

/** Rule options by name, and the bit of each in the option flags of the binary form. */
export const policyOptions = {
  'Enabled:UMCI': 0x4,
  'Enabled:Boot Menu Protection': 0x8,
  'Enabled:Intelligent Security Graph Authorization': 0x10,
  'Enabled:Invalidate EAs on Reboot': 0x20,
  'Enabled:Windows Lockdown Trial Mode': 0x40,
  'Required:WHQL': 0x80,
  'Enabled:Developer Mode Dynamic Code Trust': 0x100,
  'Enabled:Allow Supplemental Policies': 0x400,
  'Disabled:Runtime FilePath Rule Protection': 0x800,
  'Enabled:Revoked Expired As Unsigned': 0x2000,
  'Enabled:Audit Mode': 0x10000,
  'Disabled:Flight Signing': 0x20000,
  'Enabled:Inherit Default Policy': 0x40000,
  'Enabled:Unsigned System Integrity Policy': 0x80000,
  'Enabled:Dynamic Code Security': 0x100000,
  'Required:EV Signers': 0x200000,
  'Enabled:Boot Audit On Failure': 0x400000,
  'Enabled:Advanced Boot Options Menu': 0x800000,
  'Disabled:Script Enforcement': 0x1000000,
  'Required:Enforce Store Applications': 0x2000000,
  'Enabled:Secure Setting Policy': 0x4000000,
  'Enabled:Managed Installer': 0x8000000,
  'Enabled:Update Policy No Reboot': 0x10000000,
  'Enabled:Conditional Windows Lockdown Policy': 0x20000000,
} as const;
export type PolicyOption = keyof typeof policyOptions;

/** Bits that are no option. */
export const policyFlag = { supplemental: 0x40000000, always: 0x80000000 } as const;

/** The one option that is a secure setting instead of a bit. */
export const remappingOption = 'Disabled:Default Windows Certificate Remapping';
export const remappingSetting: Setting = {
  provider: 'Microsoft',
  key: 'PolicySettings',
  valueName: 'DisabledDefaultWindowsCertificateRemappingValueName',
  value: true,
};

/** What an AppID tagging policy always has. */
export const taggingOptions: readonly PolicyOption[] = [
  'Enabled:Audit Mode',
  'Enabled:UMCI',
  'Required:Enforce Store Applications',
  'Enabled:Advanced Boot Options Menu',
  'Disabled:Script Enforcement',
];
export const taggingSetting: Setting = {
  provider: 'WDACAppId',
  key: 'TaggingSettings',
  valueName: 'DefaultPolicy',
  value: true,
};

export const hasFlag = (options: number, flag: number): boolean => (options & flag) !== 0;

export const hasSetting = (policy: PolicyBody, wanted: Setting): boolean =>
  policy.settings.some(
    ({ provider, key, valueName, value }) =>
      provider === wanted.provider &&
      key === wanted.key &&
      valueName === wanted.valueName &&
      value === wanted.value,
  );

/** Names of the options of a policy, in the order of their bits. */
export const optionNames = (policy: PolicyBody): readonly string[] => [
  ...Object.entries(policyOptions).flatMap(([name, bit]) =>
    hasFlag(policy.options, bit) ? [name] : [],
  ),
  ...(hasSetting(policy, remappingSetting) ? [remappingOption] : []),
];
