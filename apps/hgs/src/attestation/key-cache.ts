import { decode } from '@gatehouse/bytes';
import type { PublicKey } from '@gatehouse/bytes/crypto';
import { publicKeyOf, tpmtPublic } from '@gatehouse/tpm';
import { remember } from './remember.ts';

/** Imported attestation keys by their public area: a host keeps its key for months. */
export type KeyCache = (akPublic: Uint8Array) => PublicKey | undefined;

/** Keys of so many hosts are kept. */
const maxKeys = 20_000;

/** Undefined for an area that is no key: the appraisal says why. */
export const createKeyCache = (): KeyCache => remember(maxKeys, imported);

function imported(akPublic: Uint8Array): PublicKey | undefined {
  try {
    return publicKeyOf(decode(tpmtPublic, akPublic));
  } catch {
    // Unreadable, no asymmetric key, or a point off its curve, which OpenSSL refuses in its own words.
    return undefined;
  }
}
