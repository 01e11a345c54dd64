import { toBase64, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { hgsSchema } from '@gatehouse/database';
import { encodeEventLog } from '@gatehouse/measured-boot';
import { eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import { startFleet, type TestFleet } from '../testing/test-fleet.ts';
import type { TestHost } from '../testing/test-host.ts';

let hgs: TestHgs;
let fleet: TestFleet;

const path = (rest: string) => `/Administration/${rest}`;
const digestOf = (host: TestHost): string => toHex(hash('sha256', host.tpm.eventLog));
const get = async (rest: string) => (await hgs.admin('GET', path(rest))).body;
const capture = (body: object) => hgs.admin('POST', path('baselines/capture'), body);
const baselineNamed = async (name: string) =>
  (await get('baselines')).items.find((item: { name: string }) => item.name === name);

beforeAll(async () => {
  hgs = await startTestHgs();
  fleet = await startFleet(hgs, 6);
  for (const host of fleet.hosts) expect((await host.attest()).kind).toBe('HealthCertificateReply');
});
afterAll(() => hgs[Symbol.asyncDispose]());

describe.sequential('baselines', () => {
  let changed: TestHost;

  test('say where they come from and where they are used', async () => {
    expect(await baselineNamed('class A')).toMatchObject({
      source: { kind: 'claimed', host: 'hv-0001.fabric.test' },
      version: 1,
      hosts: 6,
      retired: null,
    });
    const detail = await get(`baselines/${(await baselineNamed('class A')).id}`);
    expect(detail.usedBy).toHaveLength(6);
    expect(detail.measurements).toHaveLength(detail.fixedEvents);
    const fixed = detail.scope.filter(({ holds }: { holds: string }) => holds === 'fixed');
    expect(fixed.map(({ pcrs }: { pcrs: number[] }) => pcrs)).toEqual([[0], [2], [4], [7], [14]]);
  });

  test('are previewed: the difference to the nearest, and who would pass', async () => {
    changed = await fleet.boot(6, { optionRom: 'new NIC' });
    await changed.attest();
    const preview = await get(`event-logs/${digestOf(changed)}/baseline-preview`);
    expect(preview).toMatchObject({
      usable: true,
      secureBoot: true,
      source: { kind: 'proven', host: 'hv-0006.fabric.test' },
      nearest: { name: 'class A', matches: false, differences: { total: 1 } },
      passAlready: 0,
      waiting: [],
    });
    expect(preview.nearest.differences.rows[0]).toMatchObject({
      kind: 'changed',
      pcr: 2,
      subject: 'driver',
    });
    expect(preview.wouldPass).toMatchObject([{ hostName: 'hv-0006.fabric.test' }]);
    const relaxed = await get(`event-logs/${digestOf(changed)}/baseline-preview?ignores=2`);
    expect(relaxed.nearest.differences.total).toBe(0);
    expect(relaxed.passAlready).toBe(5);
  });

  test('leave out only what may be left out, and with a reason', async () => {
    const eventLog = digestOf(changed);
    const locked = await capture({
      name: 'loose',
      eventLog,
      ignores: [7],
      ignoresReason: 'why not',
    });
    expect(locked.body).toMatchObject({ code: 'invalid-request' });
    const silent = await capture({ name: 'loose', eventLog, ignores: [2] });
    expect(silent.body.fields).toMatchObject([{ path: 'body.ignoresReason' }]);
    expect(await baselineNamed('loose')).toBeUndefined();
  });

  test('are captured from a proven log as a new version, and both are kept', async () => {
    const old = await baselineNamed('class A');
    const { status, body } = await capture({
      name: 'class A, any NIC',
      eventLog: digestOf(changed),
      supersedes: old.id,
      ignores: [2],
      ignoresReason: 'NICs are exchanged in service',
      owner: 'Platform team',
      retireSuperseded: 'replaced by one for all NICs',
    });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      version: 2,
      supersedes: { name: 'class A' },
      source: { kind: 'proven' },
      ignores: [2],
      owner: 'Platform team',
    });
    const { versions } = await get(`baselines/${body.id}`);
    expect(versions.map(({ name }: { name: string }) => name)).toEqual([
      'class A',
      'class A, any NIC',
    ]);
    expect(await baselineNamed('class A')).toMatchObject({
      enabled: false,
      supersededBy: [{ name: 'class A, any NIC' }],
      retired: { reason: 'replaced by one for all NICs' },
    });
    for (const host of [changed, await fleet.boot(1), await fleet.boot(2)])
      expect((await host.attest()).kind).toBe('HealthCertificateReply');
    const firmware = await fleet.boot(2, { firmware: '9' });
    expect((await firmware.attest()).kind).toBe('PolicyEvaluationErrorReply');
    await (await fleet.boot(2)).attest();
  });

  test('are trusted again by one undo', async () => {
    const { id } = await baselineNamed('class A');
    const { body } = await hgs.admin('PATCH', path(`baselines/${id}`), { enabled: true });
    expect(body).toMatchObject({ enabled: true, retired: null });
  });

  test('made from a log that no host can match are never trusted', async () => {
    const content = toBase64(encodeEventLog({ banks: ['sha256'], events: [] }));
    const added = await hgs.admin('POST', path('baselines'), { name: 'empty', content });
    expect(added.body).toMatchObject({ usable: false, enabled: false });
    const enabled = await hgs.admin('PATCH', path(`baselines/${added.body.id}`), { enabled: true });
    expect(enabled.body.code).toBe('conflict');
  });

  test('list the boots that they can be captured from, claimed ones marked', async () => {
    const waiting = await fleet.boot(7, { firmware: '12' });
    await waiting.send({ challenge: null, blobs: waiting.offer });
    const { items } = await get('boots');
    expect(items).toHaveLength(7);
    expect(items.at(-1)).toMatchObject({ hostName: 'hv-0007.fabric.test', proven: false });
    const { body } = await capture({ name: 'claimed', eventLog: digestOf(waiting) });
    expect(body.source).toEqual({ kind: 'claimed', host: 'hv-0007.fabric.test' });
    await hgs.admin('DELETE', path(`baselines/${body.id}`));
  });
});

describe.sequential('clusters', () => {
  test('put the outlier first and say what it differs by', async () => {
    const { clusters, hosts: total, withoutBoot } = await get('clusters');
    expect(total).toBe(7);
    expect(withoutBoot).toEqual([]);
    expect(clusters[0]).toMatchObject({
      kind: 'outlier',
      hosts: 1,
      examples: ['hv-0006.fabric.test'],
      baseline: 'class A, any NIC',
      secureBoot: true,
      neighbour: { hosts: 5, differing: 1 },
    });
    expect(clusters[0].neighbour.summary).toEqual([
      { kind: 'changed', subject: 'driver', count: 1 },
    ]);
    const detail = await get(`clusters/${clusters[0].fingerprint}`);
    expect(detail.members).toMatchObject([{ hostName: 'hv-0006.fabric.test', proven: true }]);
    expect(detail.differences.rows[0].right.what).toBeTruthy();
    expect(clusters.map((each: { claimed: number }) => each.claimed).sort()).toEqual([0, 0, 1]);
  });

  test('are the same whether their fingerprints are known or not', async () => {
    const { db } = hgs.database;
    const before = await get('clusters');
    await db.update(hgsSchema.eventLogs).set({ bootSet: null });
    expect(await get('clusters')).toEqual(before);
    const left = await db.$count(hgsSchema.eventLogs, isNull(hgsSchema.eventLogs.bootSet));
    // Only those are read that some host has booted last.
    expect(left).toBeLessThan(await db.$count(hgsSchema.eventLogs));
  });

  test('leave out a host whose log cannot be read, and say so', async () => {
    const { db } = hgs.database;
    const host = await fleet.boot(1);
    await host.attest();
    const digest = digestOf(host);
    const { eventLogs } = hgsSchema;
    await db.update(eventLogs).set({ bootSet: '' }).where(eq(eventLogs.digest, digest));
    expect((await get('clusters')).withoutBoot).toEqual(['hv-0001.fabric.test']);
  });
});
