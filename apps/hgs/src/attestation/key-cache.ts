import { decode, toHex } from '@gatehouse/bytes';
import type { PublicKey } from '@gatehouse/bytes/crypto';
import { tpmtPublic, verifyingKeyOf } from '@gatehouse/tpm';

/** Keys of so many hosts are kept; a host keeps its attestation key for months. */
const maxKeys = 20_000;

/** Imported attestation keys by their public area, the one unused longest goes first. */
export type KeyCache = (akPublic: Uint8Array) => PublicKey | undefined;

/** Undefined for an area that is no key: the appraisal says why. */
export function createKeyCache(): KeyCache {
  const keys = new Map<string, PublicKey>();
  return (akPublic) => {
    const name = toHex(akPublic);
    const key = keys.get(name) ?? imported(akPublic);
    if (key === undefined) return undefined;
    keys.delete(name);
    keys.set(name, key);
    const [oldest] = keys.keys();
    if (keys.size > maxKeys && oldest !== undefined) keys.delete(oldest);
    return key;
  };
}

function imported(akPublic: Uint8Array): PublicKey | undefined {
  try {
    return verifyingKeyOf(decode(tpmtPublic, akPublic));
  } catch {
    // Unreadable, no asymmetric key, or a point off its curve, which OpenSSL refuses in its own words.
    return undefined;
  }
}
