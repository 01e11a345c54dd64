import { concat, decode, encode, sized, u16 } from '@gatehouse/bytes';
import {
  aesCfbDecrypt,
  aesCfbEncrypt,
  digestSize,
  equalSecrets,
  hmac,
} from '@gatehouse/bytes/crypto';
import {
  kdfa,
  symmetricBitsOf,
  type TpmtSensitive,
  tpm2bDigest,
  tpmtSensitive,
} from '@gatehouse/tpm';
import type { TpmObject } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

const none = new Uint8Array();
const sizedSensitive = sized('TPM2B_SENSITIVE', u16, tpmtSensitive);

function protectionKeys(parent: TpmObject, name: Uint8Array) {
  const { nameAlg } = parent.public;
  const seed = parent.sensitive?.seedValue ?? none;
  const bits = symmetricBitsOf(parent.public);
  return {
    nameAlg,
    symmetric: kdfa(nameAlg, seed, 'STORAGE', name, none, bits),
    integrity: kdfa(nameAlg, seed, 'INTEGRITY', none, none, 8 * digestSize[nameAlg]),
  };
}

/** A sensitive area that only its parent can open — Part 1 §22 "Protected Storage". */
export function wrapSensitive(
  parent: TpmObject,
  name: Uint8Array,
  sensitive: TpmtSensitive,
  iv: Uint8Array,
): Uint8Array {
  const keys = protectionKeys(parent, name);
  const encrypted = concat(
    encode(tpm2bDigest, iv),
    aesCfbEncrypt(keys.symmetric, encode(sizedSensitive, sensitive), iv),
  );
  return concat(
    encode(tpm2bDigest, hmac(keys.nameAlg, keys.integrity, encrypted, name)),
    encrypted,
  );
}

/** Inverse of {@link wrapSensitive}; refuses with INTEGRITY what this parent did not make for this name. */
export function unwrapSensitive(
  parent: TpmObject,
  name: Uint8Array,
  wrapped: Uint8Array,
): TpmtSensitive {
  const keys = protectionKeys(parent, name);
  const tagSize = 2 + digestSize[keys.nameAlg];
  if (wrapped.length < tagSize + 18) return refuse('INTEGRITY', 'parameter', 1);
  const tag = wrapped.subarray(2, tagSize);
  const encrypted = wrapped.subarray(tagSize);
  if (!equalSecrets(tag, hmac(keys.nameAlg, keys.integrity, encrypted, name)))
    return refuse('INTEGRITY', 'parameter', 1);
  const iv = decode(tpm2bDigest, encrypted.subarray(0, 18));
  return decode(sizedSensitive, aesCfbDecrypt(keys.symmetric, encrypted.subarray(18), iv));
}
