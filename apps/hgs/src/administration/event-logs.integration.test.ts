import { fromBase64, fromUtf8, toBase64, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { eventLogReport, parseEventLog, replayBank } from '@gatehouse/measured-boot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import { startFleet } from '../testing/test-fleet.ts';
import { required, type TestHost } from '../testing/test-host.ts';

let hgs: TestHgs;
let host: TestHost;
let changed: TestHost;

const digestOf = ({ tpm }: TestHost): string => toHex(hash('sha256', tpm.eventLog));
const ask = (rest: string) => hgs.admin('GET', `/Administration/event-logs${rest}`);
const get = async (rest: string) => (await ask(rest)).body;

beforeAll(async () => {
  hgs = await startTestHgs();
  const fleet = await startFleet(hgs, 3);
  host = required(fleet.hosts[0]);
  await host.attest();
  changed = await fleet.boot(3, { optionRom: 'new NIC' });
  await changed.attest();
});
afterAll(() => hgs[Symbol.asyncDispose]());

describe('a stored log', () => {
  test('says who has it and what is in it', async () => {
    const info = await get(`/${digestOf(host)}/info`);
    const log = parseEventLog(host.tpm.eventLog);
    expect(info).toMatchObject({
      digest: digestOf(host),
      size: host.tpm.eventLog.length,
      baselines: ['class A'],
      bank: 'sha256',
      eventCount: log.events.length,
      differing: 0,
      senders: [{ hostName: 'hv-0001.fabric.test', status: 'Passed' }],
    });
    for (const [pcr, value] of replayBank(log, 'sha256'))
      expect(info.pcrs.sha256[pcr]).toBe(toHex(value));
  });

  test('is listed with the names of who has it', async () => {
    expect((await get('?text=class')).items).toMatchObject([{ digest: digestOf(host) }]);
    expect((await get('?text=hv-0003')).items).toMatchObject([
      { digest: digestOf(changed), senders: [{ status: 'InsecureHostConfiguration' }] },
      { senders: [{ status: 'UnauthorizedHost' }] },
    ]);
    expect(await get('?text=%25')).toEqual({ items: [], total: 0 });
  });

  test('gives its events by pages and filters', async () => {
    const all = await get(`/${digestOf(host)}/events?limit=1000`);
    expect(all.items).toHaveLength(all.total);
    const page = await get(`/${digestOf(host)}/events?limit=3&offset=2`);
    expect(page.items).toEqual(all.items.slice(2, 5));
    expect(page.total).toBe(all.total);
    const pcr7 = await get(`/${digestOf(host)}/events?pcr=7&type=variable_driver&text=secureboot`);
    expect(pcr7.items).toMatchObject([
      { pcr: 7, description: 'Variable SecureBoot: on', digestMatches: true, readAs: 'values' },
    ]);
    expect((await get(`/${digestOf(host)}/events?digest=differs`)).total).toBe(0);
    expect((await ask(`/${digestOf(host)}/events?pcr=24`)).status).toBe(400);
  });

  test('gives all of one event, with the PCR before and after it', async () => {
    const [row] = (await get(`/${digestOf(host)}/events?pcr=7&text=secureboot`)).items;
    const event = await get(`/${digestOf(host)}/events/${row.index}`);
    expect(event).toMatchObject({
      details: { name: 'SecureBoot', value: true },
      doesNotProve: expect.stringContaining('still has this value'),
    });
    const check = event.digestChecks.find(({ bank }: { bank: string }) => bank === 'sha256');
    expect(check).toMatchObject({ bank: 'sha256', outcome: 'matches' });
    expect(toHex(hash('sha256', fromBase64(event.data)))).toBe(check.digest);
    const history = await get(`/${digestOf(host)}/pcrs/7`);
    const at = history.steps.findIndex(({ index }: { index: number }) => index === row.index);
    expect(history.steps[at].after).toBe(check.pcr.after);
    expect(at === 0 ? history.start : history.steps[at - 1].after).toBe(check.pcr.before);
    expect((await ask(`/${digestOf(host)}/events/999`)).status).toBe(404);
  });

  test('is written out as the offline reader prints it', async () => {
    const { content, fileName } = await get(`/${digestOf(host)}/export?form=json`);
    expect(fileName).toMatch(/^[0-9a-f]{16}\.json$/);
    const report = JSON.parse(JSON.stringify(eventLogReport(parseEventLog(host.tpm.eventLog))));
    expect(JSON.parse(fromUtf8(fromBase64(content)))).toEqual(report);
    const text = await get(`/${digestOf(host)}/export?form=text`);
    expect(fromUtf8(fromBase64(text.content))).toContain('Variable SecureBoot: on');
    const bytes = await get(`/${digestOf(host)}/export?form=log`);
    expect(fromBase64(bytes.content)).toEqual(host.tpm.eventLog);
  });
});

test('two logs stand beside each other, with their differences', async () => {
  const path = `/${digestOf(host)}/compare/${digestOf(changed)}`;
  const all = await get(`${path}?limit=1000`);
  expect(all).toMatchObject({ bank: 'sha256', isShortest: true });
  expect(all.items.length).toBe(all.total);
  expect(all.pcrs).toContain(2);
  const differences = await get(`${path}?only=differences&pcr=2`);
  expect(differences.items).toMatchObject([
    { kind: 'changed', left: { pcr: 2 }, right: { pcr: 2 }, dataDiffer: false },
  ]);
  const itself = await get(`/${digestOf(host)}/compare/${digestOf(host)}?only=differences`);
  expect(itself).toMatchObject({ items: [], total: 0, pcrs: [] });
});

test('a log that is uploaded is kept for looking at, and trusted by nobody', async () => {
  const content = changed.tpm.eventLog.slice();
  const added = await hgs.admin('POST', '/Administration/event-logs', {
    content: toBase64(content),
  });
  expect(added).toEqual({ status: 201, body: { digest: digestOf(changed) } });
  const bad = await hgs.admin('POST', '/Administration/event-logs', {
    content: toBase64(content.subarray(0, content.length - 1)),
  });
  expect(bad.body).toMatchObject({ code: 'malformed-file' });
  expect(bad.body.detail).toContain('truncated');
});

test('a decision is found by its id', async () => {
  const { senders } = await get(`/${digestOf(changed)}/info`);
  const id = required(senders[0]).id;
  const { body } = await hgs.admin('GET', `/Administration/attestations/${id}`);
  expect(body).toMatchObject({ id, eventLog: digestOf(changed) });
  expect((await hgs.reader('/Administration/event-logs', 'GET')).status).toBe(200);
});
