import type { TpmtPublic } from './structures/public-area.ts';

export interface Credential {
  /** Content of TPM2B_ID_OBJECT. */
  readonly idObject: Uint8Array;
  /** Content of TPM2B_ENCRYPTED_SECRET. */
  readonly encryptedSecret: Uint8Array;
}

/**
 * Encrypts `secret` so that only the TPM with this EK can read it, and only if it also holds the
 * object named `akName` — Part 1 §24, Part 3 §12.6 TPM2_MakeCredential.
 */
export function makeCredential(_input: {
  readonly ekPublic: TpmtPublic;
  readonly akName: Uint8Array;
  /** At most as long as the digest of the EK's nameAlg. */
  readonly secret: Uint8Array;
}): Credential {
  throw new Error('makeCredential is being written');
}
