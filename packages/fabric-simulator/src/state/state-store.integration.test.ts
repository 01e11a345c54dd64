import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@gatehouse/bytes';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostIdentity } from '../model/host-identity.ts';
import { freshState } from './host-state.ts';
import { openStateStore } from './state-store.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gatehouse-state-'));
});
afterEach(() => rm(directory, { recursive: true }));

const open = () =>
  openStateStore(directory, (message, error) => {
    throw new Error(message, { cause: error });
  });
const host = hostIdentity('seed', 1);
const state = freshState(host, Date.UTC(2026, 10, 23));

test('gives back what was kept last, and files by their digest', async () => {
  const store = await open();
  store.keep(host.name, state);
  store.keep(host.name, { ...state, clockSkewSeconds: 7 });
  const sha256 = store.files.put(utf8('a policy'));
  await store.flush();

  const again = await open();
  expect(await again.load(host.name)).toEqual({ ...state, clockSkewSeconds: 7 });
  expect(again.files.get(sha256)).toEqual(utf8('a policy'));
  expect(await again.load('hv-0002.fabric.test')).toBeNull();
});

test('writes by itself soon after a change, readable by its owner alone, and leaves no halves', async () => {
  const store = await open();
  store.keep(host.name, state);
  await expect.poll(() => readdir(directory)).toContain(`${host.name}.json`);
  await store.flush();
  expect(await readdir(directory)).toEqual(['files', `${host.name}.json`]);
  expect((await stat(join(directory, `${host.name}.json`))).mode & 0o077).toBe(0);
});

test('writes nothing after it is closed', async () => {
  const store = await open();
  await store.close();
  store.keep(host.name, state);
  await store.flush();
  expect(await readdir(directory)).toEqual(['files']);
});

test.each(['{"format":1', '{"format":2}', '', '[]'])(
  'says which file is damaged: %j',
  async (text) => {
    const store = await open();
    await writeFile(join(directory, `${host.name}.json`), text);
    await expect(store.load(host.name)).rejects.toThrow(`${host.name}.json is damaged: remove it`);
  },
);

test('a file whose content is not that of its name is not used', async () => {
  const store = await open();
  const sha256 = store.files.put(utf8('a policy'));
  await store.flush();
  await writeFile(join(directory, 'files', sha256), 'another policy');
  expect((await open()).files.get(sha256)).toBeUndefined();
});
