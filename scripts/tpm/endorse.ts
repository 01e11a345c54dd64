import { hash } from '@gatehouse/bytes/crypto';
import { createSelfSigned, issueEkCertificate, signingKeyFromSeed } from '@gatehouse/pki';
import { createTpmClient, ekNvIndex, ekTemplate, publicKeySpki } from '@gatehouse/tpm';
import type { SimulatedTpm } from '@gatehouse/tpm-simulator';

/** First index of the EK certificate chain — EK Credential Profile §2.2.1.5. */
const chainIndex = 0x01c00100;

const validity = {
  notBefore: new Date('2024-01-01T00:00:00Z'),
  notAfter: new Date('2049-12-31T23:59:59Z'),
};
const model = { manufacturer: 'id:47544853', model: 'Simulated', version: 'id:00010000' };

/** The keys that are endorsed, where their certificates stand, and the purpose of the serial number. */
const endorsed = [
  { template: ekTemplate.eccP256, index: ekNvIndex.eccP256Certificate, serial: 3 },
  { template: ekTemplate.rsa2048, index: ekNvIndex.rsa2048Certificate, serial: 4 },
  { template: ekTemplate.eccP384, index: ekNvIndex.eccP384HighCertificate, serial: 5 },
] as const;

/** What a maker does: EK certificates and their root into NV; the TPM is off afterwards. */
export async function endorse(tpm: SimulatedTpm, seed: Uint8Array): Promise<void> {
  const client = createTpmClient(tpm.transport);
  await client.startup();
  const keys = [];
  for (const { template, ...place } of endorsed)
    keys.push({ ...place, ek: await client.createPrimary('endorsement', template) });
  tpm.reset();
  const key = signingKeyFromSeed(hash('sha256', Uint8Array.of(1), seed));
  const number = (purpose: number): Uint8Array => {
    const bytes = hash('sha256', Uint8Array.of(purpose), seed).slice(0, 16);
    bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
    return bytes;
  };
  const certificate = createSelfSigned({
    commonName: 'Simulated TPM Root CA',
    key,
    validity,
    serialNumber: number(2),
    use: 'ca',
  });
  for (const { ek, index, serial } of keys)
    tpm.provisionNv(
      index,
      issueEkCertificate({
        issuer: { key, certificate },
        publicKey: publicKeySpki(ek.public),
        validity,
        serialNumber: number(serial),
        tpm: model,
      }),
    );
  tpm.provisionNv(chainIndex, certificate);
}
