import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCredentialsKey } from './credentials-key-file.ts';
import { createCredentialsVault } from './credentials-vault.ts';

test('opens what it sealed, and only under the same key and for the same account', () => {
  const vault = createCredentialsVault(new Uint8Array(32).fill(1));
  const sealed = vault.seal('account', 'Passwörd');
  expect(vault.open('account', sealed)).toBe('Passwörd');
  expect(() => vault.open('other', sealed)).toThrow();
  expect(() =>
    createCredentialsVault(new Uint8Array(32).fill(2)).open('account', sealed),
  ).toThrow();
});

test('makes a key once, and never a second one where accounts need the first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-key-'));
  const path = join(folder, 'server', 'credentials.key');
  const key = await readCredentialsKey(path, async () => false);
  expect(key).toHaveLength(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readCredentialsKey(path, async () => true)).toEqual(key);
  await rm(folder, { recursive: true });
  await expect(readCredentialsKey(path, async () => true)).rejects.toThrow('is missing');
});
