import { digestSize, type HashName } from '@gatehouse/bytes/crypto';
import type { PolicyState } from './tpm-object.ts';

/** A policy session at its start, and after PolicyRestart or a use — Part 1 §19.7.4. */
export const emptyPolicy = (hash: HashName): PolicyState => ({
  digest: new Uint8Array(digestSize[hash]),
  authValue: 'none',
  commandCode: null,
  pcrUpdateCounter: null,
  confinedTo: null,
  localities: null,
  nvWritten: null,
  physicalPresence: false,
  expiresAt: null,
});
