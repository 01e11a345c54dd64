import { ByteReader, concat } from '@gatehouse/bytes';
import { aesCfbDecrypt, aesCfbEncrypt } from '@gatehouse/bytes/crypto';
import { kdfa } from '@gatehouse/tpm';
import type { Session } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

const ivBits = 128;

interface Cipher {
  readonly session: Session;
  /** authValue of the entity that the session authorizes; empty when it authorizes none. */
  readonly authValue: Uint8Array;
  readonly nonceNewer: Uint8Array;
  readonly nonceOlder: Uint8Array;
}

/** AES-CFB or XOR over the content of a TPM2B — Part 1 §21.2, §21.3. */
function transform(cipher: Cipher, aes: typeof aesCfbEncrypt, data: Uint8Array): Uint8Array {
  const { session, authValue, nonceNewer, nonceOlder } = cipher;
  const { symmetric, hash } = session;
  const key = concat(session.sessionKey, authValue);
  if (symmetric.algorithm === 'aes') {
    const bits = symmetric.keyBits + ivBits;
    const made = kdfa(hash, key, 'CFB', nonceNewer, nonceOlder, bits);
    const keyBytes = symmetric.keyBits / 8;
    return aes(made.subarray(0, keyBytes), data, made.subarray(keyBytes));
  }
  if (symmetric.algorithm === 'null') return data;
  const mask = kdfa(hash, key, 'XOR', nonceNewer, nonceOlder, 8 * data.length);
  return data.map((byte, i) => byte ^ (mask[i] ?? 0));
}

/** Parameters whose first one, a TPM2B, has its content transformed; its size stays in clear. */
function withFirst(parameters: Uint8Array, change: (data: Uint8Array) => Uint8Array): Uint8Array {
  const reader = new ByteReader(parameters, 'encrypted parameter');
  if (reader.remaining < 2) return refuse('INSUFFICIENT', 'parameter', 1);
  const size = reader.u16();
  if (size > reader.remaining) return refuse('SIZE', 'parameter', 1);
  const content = change(reader.bytes(size));
  return concat(parameters.subarray(0, 2), content, reader.rest());
}

export const decryptFirst = (parameters: Uint8Array, cipher: Cipher): Uint8Array =>
  withFirst(parameters, (data) => transform(cipher, aesCfbDecrypt, data));

export const encryptFirst = (parameters: Uint8Array, cipher: Cipher): Uint8Array =>
  withFirst(parameters, (data) => transform(cipher, aesCfbEncrypt, data));
