import type { Authorized, LoadedObject, TpmClient } from './client.ts';
import { akTemplate, ekTemplate } from './templates.ts';

/** An EK in the endorsement hierarchy and an AK below it, both loaded. */
export interface AttestationKeys {
  readonly ek: LoadedObject;
  readonly ak: LoadedObject;
}

/** The EK's policy is PolicySecret(endorsement) — EK Credential Profile §B.6.2. */
async function withEkPolicy<T>(
  client: TpmClient,
  ek: number,
  use: (ek: Authorized) => Promise<T>,
): Promise<T> {
  const policySession = await client.startPolicySession();
  await client.policySecretEndorsement(policySession);
  // The session ends with its one use, as continueSession is clear.
  return use({ handle: ek, policySession });
}

/** A P-256 AK (`akTemplate.eccP256`) below an EK of a low-range template, loaded. */
export async function createAttestationKey(
  client: TpmClient,
  ek: LoadedObject,
): Promise<LoadedObject> {
  const created = await withEkPolicy(client, ek.handle, (parent) =>
    client.create(parent, akTemplate.eccP256),
  );
  return withEkPolicy(client, ek.handle, (parent) => client.load(parent, created));
}

/** Creates EK and AK of the P-256 templates (`ekTemplate.eccP256`, `akTemplate.eccP256`). */
export async function createAttestationKeys(client: TpmClient): Promise<AttestationKeys> {
  const ek = await client.createPrimary('endorsement', ekTemplate.eccP256);
  return { ek, ak: await createAttestationKey(client, ek) };
}

/** The secret of a credential that was made for these keys (opens the EK's policy session itself). */
export async function activateWithKeys(
  client: TpmClient,
  keys: AttestationKeys,
  credential: { readonly idObject: Uint8Array; readonly encryptedSecret: Uint8Array },
): Promise<Uint8Array> {
  return withEkPolicy(client, keys.ek.handle, (ek) =>
    client.activateCredential(keys.ak.handle, ek, credential.idObject, credential.encryptedSecret),
  );
}
