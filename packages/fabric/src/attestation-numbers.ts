/** AttestationStatus in WMI (MSFT_HgsClientConfiguration). */
export const attestationStatusNames: ReadonlyMap<number, string> = new Map([
  [0, 'NotConfigured'],
  [1, 'Unknown'],
  [100, 'Passed'],
  [200, 'Expired'],
  [300, 'TransientError'],
  [301, 'UnauthorizedHost'],
  [302, 'TpmError'],
  [303, 'InsecureHostConfiguration'],
]);

/**
 * AttestationSubstatus in WMI: a bit field, of which Microsoft documents the first three bits. The
 * others follow the order in which its own tools list the names, which agrees with these three.
 */
export const attestationSubstatusBits = [
  'SecureBoot',
  'DebugMode',
  'CodeIntegrityPolicy',
  'FullBoot',
  'HostUnreachable',
  'ServiceUnavailable',
  'AuthenticationFailure',
  'TcgLogVerification',
  'VirtualSecureMode',
  'SecureBootSettings',
  'BitLocker',
  'Iommu',
  'PagefileEncryption',
  'HypervisorEnforcedCodeIntegrityPolicy',
  'UnsupportedHardware',
  'HibernationEnabled',
  'DumpsEnabled',
  'DumpEncryption',
  'DumpEncryptionKey',
] as const;
export type AttestationSubstatusName = (typeof attestationSubstatusBits)[number];

/** Names of the bits that are set, and the bits that have no name. */
export function attestationSubstatusOf(value: bigint): {
  readonly names: readonly AttestationSubstatusName[];
  /** 0 if all bits are known. */
  readonly unknown: bigint;
} {
  const names = attestationSubstatusBits.filter((_, bit) => (value >> BigInt(bit)) & 1n);
  return { names, unknown: value & ~((1n << BigInt(attestationSubstatusBits.length)) - 1n) };
}

/** Inverse of {@link attestationSubstatusOf}. */
export const attestationSubstatusValue = (names: readonly AttestationSubstatusName[]): bigint =>
  names.reduce((bits, name) => bits | (1n << BigInt(attestationSubstatusBits.indexOf(name))), 0n);
