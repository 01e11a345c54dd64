import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import type { RolloutDetail } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHgs, type TestHgs } from '../testing/start-test-hgs.ts';
import { startFleet, type TestFleet } from '../testing/test-fleet.ts';
import type { TestHost } from '../testing/test-host.ts';

const firmware = '9.0.0';
let hgs: TestHgs;
let fleet: TestFleet;

const path = (rest: string) => `/Administration/${rest}`;
const digestOf = (host: TestHost): string => toHex(hash('sha256', host.tpm.eventLog));
const baselineNamed = async (name: string) =>
  (await hgs.admin('GET', path('baselines'))).body.items.find(
    (item: { name: string }) => item.name === name,
  );
const stateOf = async (id: string): Promise<RolloutDetail> =>
  (await hgs.admin('GET', path(`rollouts/${id}`))).body;

async function plan(canary: TestHost, name: string, more: object = {}) {
  const old = await baselineNamed('class A');
  return hgs.admin('POST', path('rollouts'), {
    name,
    old: old.id,
    eventLog: digestOf(canary),
    baseline: `${name} boot`,
    ...more,
  });
}

beforeAll(async () => {
  hgs = await startTestHgs();
});
afterAll(() => hgs[Symbol.asyncDispose]());

describe.sequential('a rollout', () => {
  let id: string;
  let canary: TestHost;

  beforeAll(async () => {
    fleet = await startFleet(hgs, 3);
    for (const host of fleet.hosts)
      expect((await host.attest()).kind).toBe('HealthCertificateReply');
    canary = await fleet.boot(1, { firmware });
    expect((await canary.attest()).kind).toBe('PolicyEvaluationErrorReply');
  });

  test('is planned from a log that differs; nothing is trusted by that', async () => {
    const same = await fleet.boot(2);
    expect((await plan(same, 'nothing')).body.code).toBe('conflict');
    const { status, body } = await plan(canary, 'firmware 9');
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      state: 'planned',
      canary: 'hv-0001.fabric.test',
      old: { name: 'class A', enabled: true },
      new: { name: 'firmware 9 boot', enabled: false },
      progress: { moved: 1, waiting: 2, strayed: 0, unknown: 0 },
    });
    ({ id } = body);
    expect((await canary.attest()).kind).toBe('PolicyEvaluationErrorReply');
    const candidate = await baselineNamed('firmware 9 boot');
    expect(candidate).toMatchObject({
      version: 2,
      supersedes: { name: 'class A' },
      source: { kind: 'proven', host: 'hv-0001.fabric.test' },
      retired: null,
    });
  });

  test('says what becomes of every host with the old baseline, both, and the new one', async () => {
    const { outcomes, groups, hosts } = await stateOf(id);
    expect(outcomes).toEqual({
      old: { pass: 2, fail: 1 },
      both: { pass: 3, fail: 0 },
      new: { pass: 1, fail: 2 },
    });
    const places = hosts.map(({ hostName, place }) => [hostName.slice(0, 7), place]);
    expect(places.sort()).toEqual([
      ['hv-0001', 'moved'],
      ['hv-0002', 'waiting'],
      ['hv-0003', 'waiting'],
    ]);
    expect(groups.map(({ passes }) => passes)).toContainEqual({
      old: false,
      both: true,
      new: true,
    });
  });

  test('cannot be resumed, finished or withdrawn before it runs', async () => {
    for (const [step, body] of [
      ['resume', {}],
      ['finish', { reason: 'x' }],
      ['withdraw', { reason: 'x' }],
      ['reopen', {}],
    ] as const)
      expect((await hgs.admin('POST', path(`rollouts/${id}/${step}`), body)).body.code).toBe(
        'conflict',
      );
  });

  test('lets old and new boots pass while it runs', async () => {
    const { status, body } = await hgs.admin('POST', path(`rollouts/${id}/start`), {});
    expect(status, JSON.stringify(body)).toBe(200);
    expect((await canary.attest()).kind).toBe('HealthCertificateReply');
    const second = await fleet.boot(2, { firmware });
    expect((await second.attest()).kind).toBe('HealthCertificateReply');
    expect((await (await fleet.boot(3)).attest()).kind).toBe('HealthCertificateReply');
    expect((await stateOf(id)).progress).toEqual({ moved: 2, waiting: 1, strayed: 0, unknown: 0 });
    const deleted = await hgs.admin('DELETE', path(`baselines/${body.new.id}`));
    expect(deleted.body.code).toBe('in-use');
  });

  test('does not leave a host behind unasked', async () => {
    const finish = (more: object) =>
      hgs.admin('POST', path(`rollouts/${id}/finish`), { reason: 'done', ...more });
    expect((await finish({})).body).toMatchObject({ code: 'not-ready' });
    const stray = await fleet.boot(3, { firmware, optionRom: 'evil' });
    expect((await stray.attest()).kind).toBe('PolicyEvaluationErrorReply');
    const { progress, groups, hosts, readyToFinish } = await stateOf(id);
    expect(progress).toEqual({ moved: 2, waiting: 0, strayed: 1, unknown: 0 });
    expect(readyToFinish).toBe(false);
    const strayed = hosts.find(({ place }) => place === 'strayed');
    expect(groups[strayed?.group ?? -1]?.cause).toMatchObject({
      baseline: 'firmware 9 boot',
      sentence: expect.stringContaining('option ROM'),
    });
    expect((await finish({})).body.code).toBe('not-ready');
  });

  test('ends by retiring the old baseline when the last host has moved, and can be reopened', async () => {
    const third = await fleet.boot(3, { firmware });
    expect((await third.attest()).kind).toBe('HealthCertificateReply');
    expect((await stateOf(id)).readyToFinish).toBe(true);
    const ended = await hgs.admin('POST', path(`rollouts/${id}/finish`), { reason: 'all moved' });
    expect(ended.body).toMatchObject({ state: 'finished', old: { enabled: false } });
    expect(await baselineNamed('class A')).toMatchObject({
      enabled: false,
      hosts: 0,
      retired: { by: 'admin', reason: 'Rollout firmware 9: all moved' },
    });
    expect((await (await fleet.boot(2)).attest()).kind).toBe('PolicyEvaluationErrorReply');
    const reopened = await hgs.admin('POST', path(`rollouts/${id}/reopen`), {});
    expect(reopened.body).toMatchObject({ state: 'running', old: { enabled: true } });
    expect((await (await fleet.boot(2)).attest()).kind).toBe('HealthCertificateReply');
  });

  test('is withdrawn with a reason: who moved fails; and nothing happens twice', async () => {
    const withdraw = () =>
      hgs.admin('POST', path(`rollouts/${id}/withdraw`), { reason: 'NIC firmware is broken' });
    const both = await Promise.all([withdraw(), withdraw()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await canary.attest()).kind).toBe('PolicyEvaluationErrorReply');
    const { body } = await hgs.admin('GET', path('audit?filter=rollouts'));
    const told = body.items.map(({ action, outcome }: Record<string, string>) => [action, outcome]);
    expect(told).toContainEqual(['rollouts.withdraw', 'done']);
    expect(told).toContainEqual(['rollouts.plan', 'done']);
    expect((await hgs.admin('DELETE', path(`rollouts/${id}`))).status).toBe(204);
    expect(await baselineNamed('firmware 9 boot')).toMatchObject({ enabled: false });
  });

  test('retires the old baseline by itself if it was asked to', async () => {
    const canaryOf10 = await fleet.boot(1, { firmware: '10' });
    await canaryOf10.attest();
    const { body } = await plan(canaryOf10, 'firmware 10', { autoRetire: true });
    await hgs.admin('POST', path(`rollouts/${body.id}/start`), {});
    for (const number of [1, 2, 3]) {
      expect((await stateOf(body.id)).state).toBe('running');
      const host = await fleet.boot(number, { firmware: '10' });
      expect((await host.attest()).kind).toBe('HealthCertificateReply');
    }
    await expect
      .poll(async () => (await stateOf(body.id)).state, { timeout: 10_000 })
      .toBe('finished');
    expect(await baselineNamed('class A')).toMatchObject({ retired: { by: 'Gatehouse' } });
    const audit = await hgs.admin('GET', path('audit?filter=actor:Gatehouse'));
    expect(audit.body.items[0]).toMatchObject({ action: 'rollouts.finish', object: 'firmware 10' });
  });

  test('that was only planned leaves nothing when it is forgotten', async () => {
    await hgs.admin('PATCH', path(`baselines/${(await baselineNamed('class A')).id}`), {
      enabled: true,
    });
    const other = await fleet.boot(1, { firmware: '11' });
    await other.attest();
    const { body } = await plan(other, 'firmware 11');
    expect((await hgs.admin('DELETE', path(`rollouts/${body.id}`))).status).toBe(204);
    expect(await baselineNamed('firmware 11 boot')).toBeUndefined();
  });

  test('is read by a reviewer, and changed by nobody without the permission', async () => {
    expect((await hgs.reader(path('rollouts'))).status).toBe(200);
    expect((await hgs.reader(path('clusters'))).status).toBe(200);
    expect((await hgs.reader(path('rollouts'), 'POST')).status).toBe(403);
    expect((await hgs.reader(path('baselines/capture'), 'POST')).status).toBe(403);
  });
});
