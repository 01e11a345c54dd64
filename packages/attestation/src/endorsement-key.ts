import type { Certificate } from '@gatehouse/pki';

/** Which TPM: an endorsement key, from its certificate or its public area. */
export interface EndorsementKey {
  /** SHA-256 of `publicArea` in hexadecimal: the name of a TPM everywhere in Gatehouse. */
  readonly hash: string;
  /** TPMT_PUBLIC; from a certificate, the low-range template of its key type with the key in it. */
  readonly publicArea: Uint8Array;
  readonly certificate: Certificate | null;
}

/**
 * Reads an EK certificate (DER, PEM, with TCG header or padding), a TPM2B_PUBLIC or a TPMT_PUBLIC.
 * The certificate's key is taken with the EK template of TCG EK Credential Profile §B.3 (L-1, L-2), so
 * that both forms of the same key have the same hash. Throws `MalformedError`.
 */
export function endorsementKeyOf(_bytes: Uint8Array): EndorsementKey {
  throw new Error('not written yet');
}
