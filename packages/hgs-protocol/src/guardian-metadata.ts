/** Guardian metadata (MS-KPS §3.1.5.1.2, schema 6.4): which certificates protect keys for this guardian. */
export interface GuardianMetadata {
  readonly version: number;
  /** DER. */
  readonly encryptionCertificate: Uint8Array;
  readonly signingCertificate: Uint8Array;
  readonly otherSigningCertificates: readonly Uint8Array[];
  /** Whether the signature of the signing certificate over both certificates verifies. */
  readonly certificateSignatures: 'valid' | 'invalid';
}

/** A certificate with its PKCS#8 private key, both DER. */
export interface GuardianSigner {
  readonly certificate: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** The signed metadata document. `communications` signs the document, `signing` the certificates. */
export function encodeGuardianMetadata(_options: {
  readonly signing: GuardianSigner;
  readonly communications: GuardianSigner;
  readonly encryptionCertificate: Uint8Array;
  readonly otherSigningCertificates?: readonly Uint8Array[];
}): string {
  throw new Error('not written yet');
}

/** Reads a metadata document and checks the certificates' signatures. Throws `MalformedError`. */
export function parseGuardianMetadata(_text: string): GuardianMetadata {
  throw new Error('not written yet');
}
