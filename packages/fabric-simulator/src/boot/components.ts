/**
 * The software that Windows loads before its kernel runs, stage by stage, as its boot log lists it.
 *
 * Paths are those of a real log; sizes and hashes are our own, since no image of Windows is here.
 */
export interface BootModule {
  readonly path: string;
  /** Image size in bytes. */
  readonly size: number;
  /** Who signed it: a name of {@link authorities}. */
  readonly authority: AuthorityName;
  /** Only loaded where virtualization-based security runs. */
  readonly vbs?: true;
}

/** The signers that PCR 14 measures, by the common name of the publisher. */
export const authorities = {
  windows: {
    issuer: 'Microsoft Windows Production PCA 2011',
    publisher: 'Microsoft Windows',
    serial: '330000048b31d0e4a8b2b7f9c600000000048b',
  },
  thirdParty: {
    issuer: 'Microsoft Windows Third Party Component CA 2012',
    publisher: 'Microsoft Windows Hardware Compatibility Publisher',
    serial: '330000005ac1e2f7b96d7fb7d800000000005a',
  },
} as const;
export type AuthorityName = keyof typeof authorities;

const system32 = '\\Windows\\System32\\';
const drivers = `${system32}drivers\\`;
const windows = (path: string, size: number): BootModule => ({ path, size, authority: 'windows' });
const thirdParty = (path: string, size: number): BootModule => ({
  path,
  size,
  authority: 'thirdParty',
});

export const bootManagerModules: readonly BootModule[] = [
  windows('\\EFI\\Microsoft\\Boot\\bootmgfw.efi', 0x2a4000),
];

export const loaderModules: readonly BootModule[] = [windows(`${system32}winload.efi`, 0x1ff000)];

export const kernelModules: readonly BootModule[] = [
  windows(`${system32}ntoskrnl.exe`, 0x1047000),
  windows(`${system32}hal.dll`, 0xa6000),
  windows(`${system32}kdcom.dll`, 0xb000),
  windows(`${system32}mcupdate_AuthenticAMD.dll`, 0x32000),
  windows(`${system32}ci.dll`, 0xe4000),
  windows(`${system32}PSHED.dll`, 0x1a000),
  windows(`${system32}BOOTVID.dll`, 0xb000),
  { ...windows(`${system32}hvloader.dll`, 0x1f000), vbs: true },
  { ...windows(`${system32}hvax64.exe`, 0x1a0000), vbs: true },
  { ...windows(`${system32}securekernel.exe`, 0xf2000), vbs: true },
  { ...windows(`${system32}skci.dll`, 0x7d000), vbs: true },
  { ...windows(`${system32}vmsp.exe`, 0x4a000), vbs: true },
  windows(`${drivers}cng.sys`, 0xbb000),
  windows(`${drivers}Wdf01000.sys`, 0xd1000),
  windows(`${drivers}WDFLDR.SYS`, 0x15000),
  windows(`${drivers}acpiex.sys`, 0x25000),
  windows(`${drivers}SleepStudyHelper.sys`, 0x10000),
  windows(`${drivers}WppRecorder.sys`, 0x12000),
  windows(`${drivers}ACPI.sys`, 0xcc000),
  windows(`${drivers}WMILIB.SYS`, 0xc000),
  windows(`${drivers}msisadrv.sys`, 0xb000),
  windows(`${drivers}pci.sys`, 0x74000),
  windows(`${drivers}tpm.sys`, 0x57000),
  windows(`${drivers}intelpep.sys`, 0x68000),
  windows(`${drivers}WindowsTrustedRT.sys`, 0x17000),
  windows(`${drivers}pcw.sys`, 0x12000),
  windows(`${drivers}vdrvroot.sys`, 0x15000),
  windows(`${drivers}partmgr.sys`, 0x31000),
  windows(`${drivers}spaceport.sys`, 0xaf000),
  windows(`${drivers}volmgr.sys`, 0x1a000),
  windows(`${drivers}volmgrx.sys`, 0x63000),
  windows(`${drivers}mountmgr.sys`, 0x1e000),
  windows(`${drivers}storport.sys`, 0xb5000),
  windows(`${drivers}stornvme.sys`, 0x31000),
  windows(`${drivers}storahci.sys`, 0x30000),
  windows(`${drivers}fltMgr.sys`, 0x72000),
  windows(`${drivers}fileinfo.sys`, 0x1a000),
  windows(`${drivers}ntfs.sys`, 0x2e0000),
  windows(`${drivers}fvevol.sys`, 0xcb000),
  windows(`${drivers}volume.sys`, 0xb000),
  windows(`${drivers}volsnap.sys`, 0x6c000),
  windows(`${drivers}rdyboost.sys`, 0x4d000),
  windows(`${drivers}mup.sys`, 0x26000),
  windows(`${drivers}iorate.sys`, 0x12000),
  windows(`${drivers}disk.sys`, 0x1c000),
  windows(`${drivers}CLASSPNP.SYS`, 0x6e000),
  windows(`${drivers}crashdmp.sys`, 0x1c000),
  thirdParty(`${drivers}megasas35i.sys`, 0x1c000),
  thirdParty(`${drivers}mlx5.sys`, 0x142000),
];
