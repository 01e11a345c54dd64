import { toBase64 } from '@gatehouse/bytes';
import { randomBytes } from '@gatehouse/bytes/crypto';
import { createSelfSigned, createSigningKey, issueEkCertificate } from '@gatehouse/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';

let hgs: TestHgs;
beforeAll(async () => {
  hgs = await startTestHgs();
});
afterAll(() => hgs[Symbol.asyncDispose]());

const path = '/Administration/tpm-hosts';
const list = async (query: string) => {
  const { body } = await hgs.admin('GET', `${path}?${query}`);
  return { total: body.total, names: body.items.map(({ name }: { name: string }) => name) };
};

/** A manufacturer valid around the clock of the hgs, and certificates by it. */
const createMaker = () => {
  const key = createSigningKey();
  const year = 365 * 86_400_000;
  const validity = {
    notBefore: new Date(hgs.now().getTime() - year),
    notAfter: new Date(hgs.now().getTime() + year),
  };
  const certificate = createSelfSigned({
    commonName: 'maker',
    key,
    validity,
    serialNumber: randomBytes(8),
    use: 'ca',
  });
  return {
    certificate,
    certify: () =>
      issueEkCertificate({
        issuer: { certificate, key },
        publicKey: createSigningKey().publicKey,
        validity,
        serialNumber: randomBytes(8),
        tpm: { manufacturer: 'id:1', model: 'm', version: 'id:2' },
      }),
  };
};
const add = async (name: string, certificate: Uint8Array, force: boolean) => {
  const ekCertificate = toBase64(certificate);
  const { status, body } = await hgs.admin('POST', path, { name, ekCertificate, force });
  expect(status).toBe(201);
  return body;
};

test('are listed by pages, and found by name, by endorsement key and by alarm', async () => {
  const maker = createMaker();
  const names = ['page-c', 'page-a', 'page-b', 'page_x'];
  const added: { id: string; ekHash: string }[] = [];
  for (const name of names) added.push(await add(name, maker.certify(), true));
  expect(await list('filter=page-&limit=2')).toEqual({ total: 3, names: ['page-a', 'page-b'] });
  expect(await list('filter=page-&limit=2&offset=2')).toEqual({ total: 3, names: ['page-c'] });
  expect(await list('filter=page_')).toEqual({ total: 1, names: ['page_x'] });
  const ek = added[1]?.ekHash.slice(0, 12);
  expect((await list(`filter=ek:${ek}`)).names).toEqual(['page-a']);
  expect((await list('filter=alarm:yes')).total).toBe(0);
  expect((await list('filter=page-%20alarm:no')).total).toBe(3);
  for (const { id } of added) await hgs.admin('DELETE', `${path}/${id}`);
});

test('tell at once that their manufacturer is no longer trusted', async () => {
  const maker = createMaker();
  const root = await hgs.admin('POST', '/Administration/tpm-roots', {
    content: toBase64(maker.certificate),
  });
  await add('genuine', maker.certify(), false);
  const shown = async () => (await hgs.admin('GET', `${path}?filter=genuine`)).body.items[0];
  for (const _listing of [1, 2])
    expect(await shown()).toMatchObject({
      certificatePath: { outcome: 'trusted' },
      endorsement: 'certified',
    });
  await hgs.admin('DELETE', `/Administration/tpm-roots/${root.body.id}`);
  expect(await shown()).toMatchObject({
    certificatePath: { outcome: 'untrusted' },
    endorsement: null,
  });
});
