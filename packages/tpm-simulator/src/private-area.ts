import { ByteReader, concat, decode, encode, MalformedError, sized, u16 } from '@gatehouse/bytes';
import {
  aesCfbDecrypt,
  aesCfbEncrypt,
  digestSize,
  equalSecrets,
  type HashName,
  hmac,
} from '@gatehouse/bytes/crypto';
import {
  kdfa,
  symmetricBitsOf,
  type TpmtPublic,
  type TpmtSensitive,
  tpm2bDigest,
  tpmtSensitive,
} from '@gatehouse/tpm';
import type { TpmObject } from './tpm-object.ts';

const none = new Uint8Array();
const sizedSensitive = sized('TPM2B_SENSITIVE', u16, tpmtSensitive);

/** What protects a sensitive area: a secret seed with the algorithms of the key that holds it. */
export interface Protector {
  readonly nameAlg: HashName;
  readonly seed: Uint8Array;
  readonly symmetricBits: number;
}

/** The parent's own seed — Part 1 §22.4. */
export const protectorOf = ({ public: area, sensitive }: TpmObject): Protector => ({
  ...newParentProtector(area, sensitive?.seedValue ?? none),
});

/** A seed that was sent to the new parent — Part 1 §23.3.2.4. */
export const newParentProtector = (area: TpmtPublic, seed: Uint8Array): Protector => ({
  nameAlg: area.nameAlg,
  seed,
  symmetricBits: symmetricBitsOf(area),
});

function keysOf({ nameAlg, seed, symmetricBits }: Protector, name: Uint8Array) {
  return {
    symmetric: kdfa(nameAlg, seed, 'STORAGE', name, none, symmetricBits),
    integrity: kdfa(nameAlg, seed, 'INTEGRITY', none, none, 8 * digestSize[nameAlg]),
  };
}

/** Outer protection — Part 1 §22.4: HMAC over what was encrypted, with its IV when it has one. */
export function protect(
  protector: Protector,
  name: Uint8Array,
  content: Uint8Array,
  iv: Uint8Array | null,
): Uint8Array {
  const keys = keysOf(protector, name);
  const heading = iv === null ? none : encode(tpm2bDigest, iv);
  const encrypted = concat(heading, aesCfbEncrypt(keys.symmetric, content, iv ?? undefined));
  const tag = hmac(protector.nameAlg, keys.integrity, encrypted, name);
  return concat(encode(tpm2bDigest, tag), encrypted);
}

/**
 * Inverse of {@link protect}: the content, or why there is none — SIZE for bytes of another form,
 * INTEGRITY for what was not protected so, for this name.
 */
export function unprotect(
  protector: Protector,
  name: Uint8Array,
  bytes: Uint8Array,
  hasIv: boolean,
): Uint8Array | 'SIZE' | 'INTEGRITY' {
  const keys = keysOf(protector, name);
  try {
    const reader = new ByteReader(bytes, 'TPM2B_PRIVATE');
    const tag = tpm2bDigest.read(reader);
    const encrypted = reader.rest();
    if (!equalSecrets(tag, hmac(protector.nameAlg, keys.integrity, encrypted, name)))
      return 'INTEGRITY';
    const body = new ByteReader(encrypted, 'TPM2B_PRIVATE');
    const iv = hasIv ? tpm2bDigest.read(body) : new Uint8Array(16);
    return iv.length === 16 ? aesCfbDecrypt(keys.symmetric, body.rest(), iv) : 'SIZE';
  } catch (error) {
    if (error instanceof MalformedError) return 'SIZE';
    throw error;
  }
}

export const encodeSensitive = (sensitive: TpmtSensitive): Uint8Array =>
  encode(sizedSensitive, sensitive);

/** Null for bytes that are no TPM2B_SENSITIVE. */
export function decodeSensitive(bytes: Uint8Array): TpmtSensitive | null {
  try {
    return decode(sizedSensitive, bytes);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/** A sensitive area that only its parent can open — Part 1 §22 "Protected Storage". */
export const wrapSensitive = (
  parent: TpmObject,
  name: Uint8Array,
  sensitive: TpmtSensitive,
  iv: Uint8Array,
): Uint8Array => protect(protectorOf(parent), name, encodeSensitive(sensitive), iv);

/** Inverse of {@link wrapSensitive}, or why it is refused. */
export function unwrapSensitive(
  parent: TpmObject,
  name: Uint8Array,
  wrapped: Uint8Array,
): TpmtSensitive | 'SIZE' | 'INTEGRITY' {
  const content = unprotect(protectorOf(parent), name, wrapped, true);
  return typeof content === 'string' ? content : (decodeSensitive(content) ?? 'SIZE');
}
