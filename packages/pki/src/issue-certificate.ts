/** A signing key: PKCS#8 and SPKI, both DER. The private half is secret. */
export interface SigningKey {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A CA or signer: its certificate and key. */
export interface Issuer {
  readonly certificate: Uint8Array;
  readonly key: SigningKey;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A new P-256 key. */
export function createSigningKey(): SigningKey {
  throw new Error('not written yet');
}

/** The P-256 key that a seed of 32 bytes determines: for simulators, never for a real signer. */
export function signingKeyFromSeed(_seed: Uint8Array): SigningKey {
  throw new Error('not written yet');
}

/** A self-signed certificate: `ca` for an authority, `signer` for one that signs by itself. */
export function createSelfSigned(_options: {
  readonly commonName: string;
  readonly key: SigningKey;
  readonly validity: Validity;
  /** 8 to 20 bytes. */
  readonly serialNumber: Uint8Array;
  readonly use: 'ca' | 'signer' | 'encryption';
}): Uint8Array {
  throw new Error('not written yet');
}

/** An EK certificate (TCG EK Credential Profile §3.2) over an endorsement key: DER. */
export function issueEkCertificate(_options: {
  readonly issuer: Issuer;
  /** DER SPKI of the endorsement key. */
  readonly publicKey: Uint8Array;
  readonly validity: Validity;
  readonly serialNumber: Uint8Array;
  readonly tpm: { readonly manufacturer: string; readonly model: string; readonly version: string };
}): Uint8Array {
  throw new Error('not written yet');
}
