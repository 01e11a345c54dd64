import type { AttestationStatusName, AttestationSubstatus, CauseCode } from '@gatehouse/contracts';

/** AttestationStatus → cause; null is good, or told more exactly by the substatus. */
export const statusCause: Readonly<Record<AttestationStatusName, CauseCode | null>> = {
  NotConfigured: 'hgs-not-configured',
  Unknown: 'never-checked',
  Passed: null,
  Expired: 'hgs-certificate-expired',
  TransientError: 'hgs-unreachable',
  UnauthorizedHost: 'hgs-tpm-not-authorized',
  TpmError: 'hgs-tpm-error',
  InsecureHostConfiguration: 'hgs-refused',
};

/** AttestationSubstatus → cause: which policy of HGS the host does not meet. */
export const substatusCause: Readonly<Record<AttestationSubstatus, CauseCode>> = {
  SecureBoot: 'hgs-secure-boot-off',
  DebugMode: 'hgs-debug-on',
  CodeIntegrityPolicy: 'hgs-code-integrity-policy-untrusted',
  FullBoot: 'hgs-not-full-boot',
  HostUnreachable: 'hgs-unreachable',
  ServiceUnavailable: 'hgs-unreachable',
  AuthenticationFailure: 'hgs-unreachable',
  TcgLogVerification: 'hgs-boot-log-mismatch',
  VirtualSecureMode: 'hgs-virtual-secure-mode-off',
  SecureBootSettings: 'hgs-secure-boot-settings-differ',
  BitLocker: 'hgs-bitlocker-off',
  Iommu: 'hgs-iommu-off',
  PagefileEncryption: 'hgs-pagefile-unencrypted',
  HypervisorEnforcedCodeIntegrityPolicy: 'hgs-hypervisor-code-integrity-off',
  UnsupportedHardware: 'hgs-refused',
  HibernationEnabled: 'hgs-hibernation-on',
  DumpsEnabled: 'hgs-dumps-on',
  DumpEncryption: 'hgs-dump-encryption-off',
  DumpEncryptionKey: 'hgs-dump-encryption-key-unknown',
};

/**
 * Which failure to name when several checks failed: a log that is not proven says nothing further, and
 * Secure Boot explains differing settings. Others follow in the order of the checks.
 */
export const substatusOrder: readonly AttestationSubstatus[] = [
  'TcgLogVerification',
  'SecureBoot',
  'DebugMode',
  'CodeIntegrityPolicy',
];
