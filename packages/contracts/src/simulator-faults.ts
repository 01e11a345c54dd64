import { z } from 'zod';

/** What a fault is of: how people look for it. */
export const faultGroups = [
  'connection',
  'hgs-client',
  'tpm',
  'secure-boot',
  'firmware',
  'boot',
  'windows',
  'event-log',
  'harmless',
] as const;
export type FaultGroup = (typeof faultGroups)[number];

interface FaultRow {
  readonly group: FaultGroup;
  /** The host boots to make it take effect. */
  readonly restarts: boolean;
}

const now = (group: FaultGroup): FaultRow => ({ group, restarts: false });
const atBoot = (group: FaultGroup): FaultRow => ({ group, restarts: true });

/** Faults that a simulated host can have. Those of `harmless` are changes that HGS lets pass. */
export const simulatorFaults = {
  'winrm-stopped': now('connection'),
  'winrm-silent': now('connection'),
  'wrong-password': now('connection'),
  'hgs-client-stopped': now('hgs-client'),
  'wrong-hgs-url': now('hgs-client'),
  'untrusted-code-integrity-policy': atBoot('windows'),
  'tampered-boot-manager': atBoot('boot'),
  'secure-boot-off': atBoot('secure-boot'),
  'debug-on': atBoot('windows'),
  'tpm-exchanged': atBoot('tpm'),
  'clock-off': now('connection'),
  'powered-off': now('connection'),

  'ek-certificate-untrusted': atBoot('tpm'),
  'tpm-cleared': atBoot('tpm'),

  'platform-key-changed': atBoot('secure-boot'),
  'key-exchange-keys-changed': atBoot('secure-boot'),
  'allowed-signers-changed': atBoot('secure-boot'),
  'revocations-older': atBoot('secure-boot'),
  'revocations-newer': atBoot('secure-boot'),
  'revocations-exchanged': atBoot('secure-boot'),
  'secure-boot-audit-mode': atBoot('secure-boot'),
  'secure-boot-variable-added': atBoot('secure-boot'),
  'uefi-debug-mode': atBoot('secure-boot'),
  'boot-verified-by-other-key': atBoot('secure-boot'),
  'boot-verified-by-second-key': atBoot('secure-boot'),

  'firmware-updated': atBoot('firmware'),
  'firmware-version-changed': atBoot('firmware'),
  'firmware-code-changed': atBoot('firmware'),
  'firmware-module-added': atBoot('firmware'),
  'firmware-module-removed': atBoot('firmware'),
  'firmware-error': atBoot('firmware'),
  'option-rom-added': atBoot('firmware'),
  'option-rom-changed': atBoot('firmware'),
  'option-rom-removed': atBoot('firmware'),

  'rescue-tool-started': atBoot('boot'),
  'network-boot-tried': atBoot('boot'),
  'boot-attempt-missing': atBoot('boot'),
  'boot-signer-exchanged': atBoot('boot'),
  'boot-stage-added': atBoot('boot'),
  'boot-stage-missing': atBoot('boot'),

  'boot-debug-on': atBoot('windows'),
  'hypervisor-debug-on': atBoot('windows'),
  'test-signing-on': atBoot('windows'),
  'flight-signing-on': atBoot('windows'),
  'safe-mode': atBoot('windows'),
  'windows-pe': atBoot('windows'),
  'code-integrity-off': atBoot('windows'),
  'code-integrity-policy-missing': atBoot('windows'),
  'memory-integrity-off': atBoot('windows'),
  'vbs-off': atBoot('windows'),
  'vsm-key-missing': atBoot('windows'),
  'vsm-key-weak': atBoot('windows'),
  'iommu-off': atBoot('windows'),
  'resumed-from-hibernation': atBoot('windows'),
  'hibernation-on': atBoot('windows'),
  'dumps-on': atBoot('windows'),
  'dumps-unencrypted': atBoot('windows'),
  'dump-key-unknown': atBoot('windows'),
  'page-file-unencrypted': atBoot('windows'),
  'bitlocker-off': atBoot('windows'),

  'log-cut': atBoot('event-log'),
  'log-ends-early': atBoot('event-log'),
  'log-event-removed': atBoot('event-log'),
  'log-event-inserted': atBoot('event-log'),
  'log-events-swapped': atBoot('event-log'),
  'log-digest-changed': atBoot('event-log'),
  'log-data-changed': atBoot('event-log'),
  'log-data-unreadable': atBoot('event-log'),
  'log-contradicts-itself': atBoot('event-log'),
  'log-several-events-changed': atBoot('event-log'),
  'log-of-better-boot': atBoot('event-log'),
  'log-of-earlier-boot': atBoot('event-log'),
  'log-of-other-bank': atBoot('event-log'),
  'log-startup-locality-changed': atBoot('event-log'),
  'separator-missing': atBoot('event-log'),
  'pcr-capped-after-boot': atBoot('event-log'),
  'pcr-extended-after-boot': atBoot('event-log'),

  'boot-order-changed': atBoot('harmless'),
  'firmware-setup-changed': atBoot('harmless'),
  'partition-table-changed': atBoot('harmless'),
  'antimalware-driver-changed': atBoot('harmless'),
  'boot-revocations-measured': atBoot('harmless'),
} as const satisfies Readonly<Record<string, FaultRow>>;

export type SimulatorFault = keyof typeof simulatorFaults;
export const simulatorFault = z.enum(
  Object.keys(simulatorFaults) as [SimulatorFault, ...SimulatorFault[]],
);
