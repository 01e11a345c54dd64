import { parseCertificate } from '@gatehouse/pki';
import {
  type AttestationKeys,
  type CapabilityData,
  createAttestationKey,
  ekNvIndex,
  ekTemplate,
  handleType,
  type LoadedObject,
  sameKey,
  type TpmClient,
  type TpmtPublic,
} from '@gatehouse/tpm';

/**
 * Where the keys are kept, as Windows and swtpm_setup keep their EK (TCG Registry of Reserved TPM 2.0
 * Handles §2.3.1): whoever else uses the TPM finds its transient slots free, and cannot flush them.
 */
const keptAt = { ek: 0x81010001, ak: 0x81010002 } as const;

/** EK certificates that hosts attest with, and the templates of their keys; the first found counts. */
const endorsements = [
  { index: ekNvIndex.eccP256Certificate, template: ekTemplate.eccP256 },
  { index: ekNvIndex.rsa2048Certificate, template: ekTemplate.rsa2048 },
] as const;

export interface Endorsement {
  /** DER, as it is in NV memory. */
  readonly certificate: Uint8Array;
  readonly template: TpmtPublic;
}

const most = 254;

/** Handles of one type that the TPM has. */
async function handlesOf(
  client: TpmClient,
  type: 'nvIndex' | 'persistent' | 'transient' | 'hmacSession' | 'policySession',
): Promise<readonly number[]> {
  const first = handleType[type] * 0x1000000;
  const data: CapabilityData = await client.getCapability('handles', first, most);
  return data.capability === 'handles' ? data.items : [];
}

/** Flushes loaded objects and sessions; the keys that are kept stay. */
export async function flushLoaded(client: TpmClient): Promise<void> {
  for (const type of ['transient', 'hmacSession', 'policySession'] as const)
    for (const handle of await handlesOf(client, type)) await client.flush(handle);
}

/** The EK certificate of a TPM. Throws when its maker gave it none. */
export async function readEndorsement(client: TpmClient): Promise<Endorsement> {
  const present = await handlesOf(client, 'nvIndex');
  const found = endorsements.find(({ index }) => present.includes(index));
  if (found === undefined) throw new Error('the TPM has no EK certificate for P-256 or RSA-2048');
  return { certificate: await client.nvRead(found.index), template: found.template };
}

/**
 * EK and AK of this TPM, as they were kept at an earlier boot; what is missing is made and kept. An AK
 * is missing after TPM2_Clear.
 */
export async function keptAttestationKeys(
  client: TpmClient,
  { certificate, template }: Endorsement,
): Promise<AttestationKeys> {
  const present = await handlesOf(client, 'persistent');
  const kept = async (handle: number): Promise<LoadedObject | null> =>
    present.includes(handle) ? { handle, ...(await client.readPublic(handle)) } : null;
  const keep = async (object: LoadedObject, handle: number): Promise<LoadedObject> => {
    await client.evictControl(object.handle, handle);
    await client.flush(object.handle);
    return { ...object, handle };
  };
  const ek =
    (await kept(keptAt.ek)) ??
    (await keep(await client.createPrimary('endorsement', template), keptAt.ek));
  if (!sameKey(ek.public, parseCertificate(certificate).publicKey))
    throw new Error('the key of the EK certificate is not the endorsement key of the TPM');
  const ak =
    (await kept(keptAt.ak)) ?? (await keep(await createAttestationKey(client, ek), keptAt.ak));
  return { ek, ak };
}
