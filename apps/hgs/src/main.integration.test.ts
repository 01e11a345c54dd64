import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '@gatehouse/database';
import { expect, test } from 'vitest';

const start = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('main.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const textOf = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
};

/** The address in the log line that says that hgs is listening. */
async function addressOf(process_: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of process_.stdout ?? []) {
    text += String(chunk);
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`hgs ended: ${text} ${await textOf(process_.stderr)}`);
}

test('the process answers when it says so, and stops within five seconds of SIGTERM', async () => {
  const database = await createTestDatabase('hgs');
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-hgs-main-'));
  const hgs = start({
    HGS_DATABASE_URL: database.url,
    HGS_PORT: '0',
    GATEHOUSE_DATA: folder,
    GATEHOUSE_ADMIN_PASSWORD: 'correct horse battery staple',
  });
  const url = await addressOf(hgs);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/Attestation/getinfo`)).status).toBe(200);
  const exit = once(hgs, 'exit');
  const asked = performance.now();
  hgs.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(performance.now() - asked).toBeLessThan(5000);
  await database.close();
  await rm(folder, { recursive: true });
});

test('without a database it says which variable is missing', async () => {
  const hgs = start({});
  const exit = once(hgs, 'exit');
  expect(await textOf(hgs.stderr)).toContain('HGS_DATABASE_URL');
  expect((await exit)[0]).not.toBe(0);
});
