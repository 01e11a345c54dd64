/**
 * How firmware and Windows of a host are set up, as far as it is measured.
 *
 * A change takes effect at the next boot: what a running host has is the configuration that it
 * booted with.
 */
export interface HostConfiguration {
  readonly secureBoot: boolean;
  /** bcdedit /bootdebug, /debug and hypervisor debugging. */
  readonly bootDebug: boolean;
  readonly kernelDebug: boolean;
  readonly hypervisorDebug: boolean;
  readonly testSigning: boolean;
  readonly flightSigning: boolean;
  readonly safeMode: boolean;
  /** Whether Windows PE was started in place of the installation. */
  readonly winPe: boolean;
  /** Whether Windows checks the signatures of its drivers. */
  readonly codeIntegrity: boolean;
  /** Virtualization-based security. */
  readonly vbs: boolean;
  /** Code integrity enforced by the hypervisor. */
  readonly hvci: boolean;
  /** VBS requires DMA protection. */
  readonly iommu: boolean;
  readonly hibernationDisabled: boolean;
  readonly dumpsDisabled: boolean;
  readonly dumpEncryption: boolean;
  readonly pagefileEncryption: boolean;
  readonly bitLocker: boolean;
  /** Whether the boot manager on the disk is the one that Microsoft shipped. */
  readonly bootManager: 'genuine' | 'tampered';
  /** Whether the start was a resume from hibernation. */
  readonly resumed: boolean;
}

/** A host that passes every built-in policy of HGS. */
export const secureConfiguration: HostConfiguration = {
  secureBoot: true,
  bootDebug: false,
  kernelDebug: false,
  hypervisorDebug: false,
  testSigning: false,
  flightSigning: false,
  safeMode: false,
  winPe: false,
  codeIntegrity: true,
  vbs: true,
  hvci: true,
  iommu: true,
  hibernationDisabled: true,
  dumpsDisabled: true,
  dumpEncryption: false,
  pagefileEncryption: true,
  bitLocker: true,
  bootManager: 'genuine',
  resumed: false,
};
