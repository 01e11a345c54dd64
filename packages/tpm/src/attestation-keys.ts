import type { LoadedObject, TpmClient } from './client.ts';

/** An EK in the endorsement hierarchy and an AK below it, both loaded. */
export interface AttestationKeys {
  readonly ek: LoadedObject;
  readonly ak: LoadedObject;
}

/** Creates EK and AK of the P-256 templates (`ekTemplate.eccP256`, `akTemplate.eccP256`). */
export async function createAttestationKeys(_client: TpmClient): Promise<AttestationKeys> {
  throw new Error('createAttestationKeys is being written');
}

/** The secret of a credential that was made for these keys (opens the EK's policy session itself). */
export async function activateWithKeys(
  _client: TpmClient,
  _keys: AttestationKeys,
  _credential: { readonly idObject: Uint8Array; readonly encryptedSecret: Uint8Array },
): Promise<Uint8Array> {
  throw new Error('activateWithKeys is being written');
}
