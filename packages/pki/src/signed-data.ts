import type { Certificate } from './certificate.ts';

/** CMS SignedData (RFC 5652 §5), read but not verified. */
export interface SignedData {
  /** Dotted OID of eContentType, e.g. `1.3.6.1.4.1.311.79.1` for a code integrity policy. */
  readonly contentType: string;
  /** eContent; null if detached. */
  readonly content: Uint8Array | null;
  readonly certificates: readonly Certificate[];
  readonly signers: readonly SignerInfo[];
}

export interface SignerInfo {
  readonly digestAlgorithm: string;
  /** The signer's certificate, if it is among those in the message. */
  readonly certificate: Certificate | null;
  /** Whether digest and signature fit this content and this certificate. Proves no trust in the certificate. */
  readonly signature: 'valid' | 'invalid' | 'no-certificate' | 'unsupported';
}

/** Whether the bytes start like a DER ContentInfo with signedData. */
export function isSignedData(_bytes: Uint8Array): boolean {
  throw new Error('not written yet');
}

/** Reads and checks the signatures of a SignedData. Throws `MalformedError`. */
export function readSignedData(_bytes: Uint8Array): SignedData {
  throw new Error('not written yet');
}

/** A certs-only PKCS#7 (RFC 5652 §5.1 without signers): DER. */
export function encodeCertificates(_certificates: readonly Uint8Array[]): Uint8Array {
  throw new Error('not written yet');
}
