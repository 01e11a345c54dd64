import { type AttestationKey, readAttestationKey } from '@gatehouse/attestation';
import { MalformedError } from '@gatehouse/bytes';
import { remember } from './remember.ts';

/** Attestation keys by their public area: a host keeps its key for months. */
export type KeyCache = (akPublic: Uint8Array) => AttestationKey | undefined;

/** Keys of so many hosts are kept. */
const maxKeys = 20_000;

/** Undefined for an area that is no key: the appraisal says why. */
export const createKeyCache = (): KeyCache => remember(maxKeys, read);

function read(akPublic: Uint8Array): AttestationKey | undefined {
  try {
    return readAttestationKey(akPublic);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return undefined;
  }
}
