import type { TpmtPublic } from './structures/public-area.ts';

/** DER SubjectPublicKeyInfo of an RSA or ECC public area. Throws `TypeError` for other types. */
export function publicKeySpki(_publicArea: TpmtPublic): Uint8Array {
  throw new Error('publicKeySpki is being written');
}

/** The public key of a DER SubjectPublicKeyInfo (RSA, also with id-RSAES-OAEP, or a NIST curve). */
export type SpkiKey =
  | { readonly type: 'rsa'; readonly n: Uint8Array; readonly exponent: number }
  | {
      readonly type: 'ecc';
      readonly curve: 'nistP256' | 'nistP384' | 'nistP521';
      readonly x: Uint8Array;
      readonly y: Uint8Array;
    };

/** Throws `MalformedError`. */
export function publicFromSpki(_der: Uint8Array): SpkiKey {
  throw new Error('publicFromSpki is being written');
}

/** Whether a public area and a SubjectPublicKeyInfo hold the same key. */
export function sameKey(_publicArea: TpmtPublic, _der: Uint8Array): boolean {
  throw new Error('sameKey is being written');
}
