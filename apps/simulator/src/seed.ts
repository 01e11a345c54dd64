import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createApi } from './seeding/api.ts';
import { persistently } from './seeding/persistently.ts';
import { seedFabric } from './seeding/seed-fabric.ts';
import type { SeedOptions } from './seeding/seed-options.ts';

const environment = z
  .object({
    SERVER_URL: z.url(),
    HGS_URL: z.url(),
    SIMULATOR_URL: z.url(),
    GATEHOUSE_SEED_SESSION: z.string().min(1),
    GATEHOUSE_HGS_SEED_SESSION: z.string().min(1),
    GATEHOUSE_DATA: z.string().min(1).default('./data'),
  })
  .parse(process.env);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const directory = join(environment.GATEHOUSE_DATA, 'simulator');
const { password } = z
  .object({ password: z.string() })
  .parse(JSON.parse(await readFile(join(directory, 'credentials.json'), 'utf8')));

const options: SeedOptions = {
  server: createApi({
    url: environment.SERVER_URL,
    session: { domain: 'server', token: environment.GATEHOUSE_SEED_SESSION },
  }),
  hgs: createApi({
    url: environment.HGS_URL,
    session: { domain: 'hgs', token: environment.GATEHOUSE_HGS_SEED_SESSION },
  }),
  simulator: createApi({ url: environment.SIMULATOR_URL, session: null }),
  hgsUrl: environment.HGS_URL,
  password,
  say,
};

try {
  await persistently(() => seedFabric(options), say);
  await writeFile(join(directory, 'seeded'), `${new Date().toISOString()}\n`);
} catch (error) {
  say(`the simulated fabric is not set up: ${error instanceof Error ? error.message : error}`);
  say('the next start takes it up where it ended');
  process.exitCode = 1;
}
