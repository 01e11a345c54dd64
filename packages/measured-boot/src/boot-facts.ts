import type { MeasuredSiPolicy, MeasuredVsmKey } from './windows-payloads.ts';
/** What a boot was, as far as its log says; null where the log says nothing. */
export interface BootFactValues {
  /** SecureBoot variable measured into PCR 7. */
  readonly secureBoot: boolean | null;
  /** Any of boot, kernel and hypervisor debugging, or UEFI debug mode. */
  readonly debug: boolean | null;
  readonly bootDebugging: boolean | null;
  readonly kernelDebugging: boolean | null;
  readonly hypervisorDebugging: boolean | null;
  /** "UEFI Debug Mode" in PCR 7. */
  readonly uefiDebugMode: boolean | null;
  readonly testSigning: boolean | null;
  readonly flightSigning: boolean | null;
  readonly safeMode: boolean | null;
  readonly winPe: boolean | null;
  readonly codeIntegrity: boolean | null;
  readonly siPolicies: readonly MeasuredSiPolicy[];
  readonly vsmLaunch: boolean | null;
  /** Key that a reply to virtual secure mode is encrypted to. */
  readonly vsmIdk: MeasuredVsmKey | null;
  /** Signing key of virtual secure mode. */
  readonly vsmIdks: MeasuredVsmKey | null;
  readonly vbsRequired: boolean | null;
  /** VBS requires an IOMMU, or the hypervisor is told to use it. */
  readonly iommu: boolean | null;
  readonly iommuRequired: boolean | null;
  readonly iommuPolicy: boolean | null;
  readonly hvci: boolean | null;
  readonly hypervisorLaunch: boolean | null;
  readonly hibernationDisabled: boolean | null;
  readonly dumpsDisabled: boolean | null;
  readonly dumpEncryption: boolean | null;
  readonly dumpKeyDigest: Uint8Array | null;
  readonly pagefileEncryption: boolean | null;
  /** Bits of SIPAEVENT_BITLOCKER_UNLOCK, e.g. 4 TPM, 0x40 recovery; 0 not unlocked by BitLocker. */
  readonly bitlockerUnlock: number | null;
  /** Every value of SIPAEVENT_TRANSFER_CONTROL, in order: 1 OS loader, 2 resume, 5 hypervisor. */
  readonly transferControl: readonly number[];
  /** Whether the machine booted, not resumed from hibernation. */
  readonly fullBoot: boolean | null;
  readonly bootCounter: bigint | null;
  readonly eventCounter: bigint | null;
}
export type BootFactName = keyof BootFactValues;

export interface BootFacts extends BootFactValues {
  /** Indexes of the events that show a fact. */
  readonly shownBy: Readonly<Partial<Record<BootFactName, readonly number[]>>>;
  /**
   * Events in PCR 7 and 12–14 whose data cannot be relied on: the digest is not that of the data,
   * or the data cannot be read. Not empty → something was hidden, and the facts prove nothing.
   */
  readonly unaccounted: readonly number[];
  /** PCRs of 12–14 without the Windows "WBCL" separator: the boot was not a finished Windows boot. */
  readonly unfinished: readonly number[];
}
