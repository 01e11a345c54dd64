/** An X.509 certificate, read once. All fields are what the certificate says: nothing is proven. */
export interface Certificate {
  /** Exactly the certificate: without TCG header, padding or PEM armour. */
  readonly der: Uint8Array;
  /** RFC 4514 text; empty for many EK certificates. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hexadecimal, as encoded. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER SubjectPublicKeyInfo, an RSAES-OAEP key rewritten as rsaEncryption. */
  readonly publicKey: Uint8Array;
  /** SHA-256 of `der` in hexadecimal. */
  readonly thumbprint: string;
  /** basicConstraints cA. */
  readonly isCa: boolean;
  /** Dotted OIDs of the extended key usage; empty if the extension is absent. */
  readonly extendedKeyUsage: readonly string[];
  /** TPM manufacturer, model and version of an EK certificate's subjectAltName (TCG EK profile §3.2.9). */
  readonly tpm: {
    readonly manufacturer: string;
    readonly model: string;
    readonly version: string;
  } | null;
}

/** Reads DER or PEM, an EK certificate with a TPM 1.2 TCG header or padding after it. Throws `MalformedError`. */
export function parseCertificate(_bytes: Uint8Array): Certificate {
  throw new Error('not written yet');
}
