/** `names` of consecutive types from `first` on. */
const from = (first: number, names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, i) => [name, first + i]));

const numbered = (name: string, first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${name}${first + i}`);

/** Event types outside the PC Client profile, by who measures them: wbcl.h of the Windows SDK. */
export const vendorEventTypes: readonly {
  readonly vendor: string;
  readonly prefix: string;
  readonly types: Readonly<Record<string, number>>;
}[] = [
  {
    vendor: 'Intel TXT',
    prefix: 'EV_TXT_',
    types: {
      ...from(0x401, ['PCR_MAPPING', 'HASH_START', 'COMBINED_HASH', 'MLE_HASH']),
      ...from(0x40a, [
        'BIOSAC_REG_DATA',
        'CPU_SCRTM_STAT',
        'LCP_CONTROL_HASH',
        'ELEMENTS_HASH',
        'STM_HASH',
        'OSSINITDATA_CAP_HASH',
        'SINIT_PUBKEY_HASH',
        'LCP_HASH',
        'LCP_DETAILS_HASH',
        'LCP_AUTHORITIES_HASH',
        'NV_INFO_HASH',
        'COLD_BOOT_BIOS_HASH',
        'KM_HASH',
        'BPM_HASH',
        'KM_INFO_HASH',
        'BPM_INFO_HASH',
        'BOOT_POL_HASH',
      ]),
      ...from(0x4fe, ['RANDOM_VALUE', 'CAP_VALUE']),
    },
  },
  {
    vendor: 'AMD Secure Launch',
    prefix: 'EV_AMD_SL_',
    types: from(0x8001, [
      'LOAD',
      'PSP_FW_SPLT',
      'TSME_RB_FUSE',
      'PUB_KEY',
      'SVN',
      'LOAD_1',
      'SEPARATOR',
    ]),
  },
  {
    vendor: 'AMD security processor',
    prefix: 'EV_AMD_',
    types: {
      ...from(0x8201, [
        'SPL_TABLE_ROM',
        'PSP_BL_STAGE_1',
        'PSP_KEYDB',
        'SPL_TABLE_FW',
        'PSP_BL_STAGE_2',
        'PSP_L0_SEC_POL',
        'PMFW0',
        'MP2_CONFIG',
        'MP2_FW',
        ...numbered('ABL_', 1, 48),
        'MID_SMU',
        'PM_FW1',
        ...numbered('VBL_', 1, 10),
        'PSP_L1_SEC_POL',
        'IP_DISCOVERY',
        'SYS_DRV',
        'TOS',
        'PSP_TOS_KEYDB',
        'ABL_TOC',
        'PMU1_DATA',
        'PMU2_DATA',
        'PMU1',
        'PMU2',
        'MPIO_FW',
        'MP5',
        'MPCCX',
        'GMI3',
        'TPMLITE',
        'PSP_SPIROM_CONFIG',
        'PSP_DF_RIB_TOC',
        ...numbered('PSP_DF_RIB', 0, 15),
        'SECURE_DEBUG_UNLOCK',
      ]),
      ...from(0x8300, ['FTPM_DRV', 'DRTM_DRV', 'AGESA_DRV']),
    },
  },
  {
    vendor: 'Arm DRTM',
    prefix: 'EV_ARM_DRTM_',
    types: from(0x9001, [
      'PCR_SCHEMA',
      'DCE',
      'DCE_PUBKEY',
      'DLME',
      'DLME_ENTRY_POINT',
      'DEBUG_CONFIG',
      'NONSECURE_CONFIG',
      'DCE_SECONDARY',
      'TZFW',
      'SEPARATOR',
      'DLME_PUBKEY',
      'DLME_SVN',
      'NO_ACTION',
      'SECURE_INT_DISABLE',
    ]),
  },
];

const byType: ReadonlyMap<number, { readonly vendor: string; readonly name: string }> = new Map(
  vendorEventTypes.flatMap(({ vendor, types }) =>
    Object.entries(types).map(([name, type]) => [type, { vendor, name }] as const),
  ),
);

/** Who measures events of a type, and what they call it; undefined if no vendor's is known. */
export const vendorEventOf = (
  type: number,
): { readonly vendor: string; readonly name: string } | undefined => byType.get(type);
