import { type HashName, hash } from '@gatehouse/bytes/crypto';

/** Digest of selected PCR values in selection order — Part 1 §17.5; `values` ascending by PCR. */
export const pcrDigest = (name: HashName, values: readonly Uint8Array[]): Uint8Array =>
  hash(name, ...values);
