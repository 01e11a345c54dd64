import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '@gatehouse/database';
import { type Api, createApi } from '../seeding/api.ts';
import { until } from '../seeding/until.ts';

export interface RunningHgs {
  readonly url: string;
  /** Signed in as an HGS administrator. */
  readonly api: Api;
  close(): Promise<void>;
}

const main = fileURLToPath(new URL('../../../hgs/src/main.ts', import.meta.url));

/** The address in a line of its log. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('hgs has no output');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`hgs has ended:\n${lines.join('\n')}`);
}

/** The Host Guardian Service as a process of its own, on an empty database. */
export async function runHgs(dataDir: string): Promise<RunningHgs> {
  const database = await createTestDatabase('hgs');
  const token = randomBytes(32).toString('base64url');
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      HGS_PORT: '0',
      HGS_DATABASE_URL: database.url,
      GATEHOUSE_DATA: dataDir,
      GATEHOUSE_ADMIN_PASSWORD: randomBytes(16).toString('hex'),
      GATEHOUSE_HGS_SEED_SESSION: token,
      LOG_LEVEL: 'info',
    },
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await database.close();
  };
  try {
    const url = await addressOf(child);
    child.stdout?.resume();
    await until(async () => ((await fetch(`${url}/readyz`)).ok ? true : null), {
      what: 'hgs serves',
      timeoutMilliseconds: 20_000,
    });
    return { url, api: createApi({ url, session: { domain: 'hgs', token } }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
