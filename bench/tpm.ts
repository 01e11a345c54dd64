/**
 * Commands a second of simulated TPMs: ours in this process, ours behind a socket (`npm run -s tpm`, swtpm
 * framing), and swtpm behind a socket, where it is installed. Both are processes of their own, asked by the same
 * client over one TCP connection each, in turns. A second is one of processor time, all threads of the process of
 * the TPM counted: on a busy machine wall time would measure the others. Rates are medians over the turns, ratios
 * medians of the ratio within a turn. Keys are P-256.
 *
 * Then as many simulated TPMs as a large fabric has are provisioned as the simulator does it, by a process on each
 * core, and kept: EK, EK certificate in NV memory, AK. `TPMS` sets their number (10,000).
 */
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from '@gatehouse/bytes/crypto';
import {
  activateWithKeys,
  createAttestationKey,
  createAttestationKeys,
  createTpmClient,
  ekTemplate,
  makeCredential,
  type TpmClient,
  type TpmTransport,
} from '@gatehouse/tpm';
import { createSimulatedTpm } from '@gatehouse/tpm-simulator';
import { connectSwtpm } from '@gatehouse/tpm-transport';
import { hasSwtpm, makeSwtpm, startOurs, startSwtpm } from '../scripts/tpm2-tools/tpms.ts';

const turns = 9;
/** Of processor time. */
const turnMilliseconds = 100;
/** Commands between two looks at the clock. */
const batch = 20;
const nonce = randomBytes(32);
const selection = { hash: 'sha256', pcrs: [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14] } as const;

interface Contestant {
  readonly name: string;
  /** Processor time that the process of the TPM has had, in milliseconds. */
  readonly spent: () => number;
  readonly operations: ReadonlyMap<string, () => Promise<unknown>>;
  /** Commands answered in each turn, by operation: a second. */
  readonly rates: Map<string, number[]>;
}

/** What is measured, on a TPM that was started and has its keys. */
async function operationsOn(client: TpmClient): Promise<Contestant['operations']> {
  const keys = await createAttestationKeys(client);
  const { idObject, encryptedSecret } = makeCredential({
    ekPublic: keys.ek.public,
    akName: keys.ak.name,
    secret: nonce,
  });
  const digests = [{ hash: 'sha256', digest: nonce }] as const;
  const thenFlush = async (made: Promise<{ readonly handle: number }>) =>
    client.flush((await made).handle);
  return new Map<string, () => Promise<unknown>>([
    ['createEk', () => thenFlush(client.createPrimary('endorsement', ekTemplate.eccP256))],
    ['createAk', () => thenFlush(createAttestationKey(client, keys.ek))],
    ['quote', () => client.quote(keys.ak.handle, nonce, selection)],
    ['activate', () => activateWithKeys(client, keys, { idObject, encryptedSecret })],
    ['pcrExtend', () => client.pcrExtend(16, digests)],
  ]);
}

/** Nanoseconds on a processor of every thread (Linux, `schedstat`). */
function spentBy(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const threads = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return threads.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
}

function spentHere(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function contestant(
  name: string,
  transport: TpmTransport,
  spent: () => number,
): Promise<Contestant> {
  const operations = await operationsOn(createTpmClient(transport));
  const rates = new Map([...operations.keys()].map((key) => [key, []]));
  return { name, spent, operations, rates };
}

async function takeTurn(operation: () => Promise<unknown>, clock: () => number): Promise<number> {
  const start = clock();
  let count = 0;
  let spent = 0;
  while (spent < turnMilliseconds) {
    for (let i = 0; i < batch; i++) await operation();
    count += batch;
    spent = clock() - start;
  }
  return (1000 * count) / spent;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const rounded = (value: number): number => Math.round(100 * value) / 100;

async function compete(contestants: readonly Contestant[]): Promise<void> {
  for (let turn = 0; turn < turns; turn++)
    for (const operation of contestants[0]?.operations.keys() ?? [])
      for (const { operations, rates, spent } of contestants) {
        const run = operations.get(operation);
        if (run !== undefined) rates.get(operation)?.push(await takeTurn(run, spent));
      }
}

/** Many TPMs, all kept, as a fabric keeps them. */
interface Provisioned {
  readonly count: number;
  readonly megabytes: number;
  readonly processorSeconds: number;
}

/** A part of the fleet, in a process of its own. */
const provisionPart = (first: number, end: number): Promise<Provisioned> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./tpm/provision.ts', import.meta.url)), [
      String(first),
      String(end),
    ]);
    child.once('message', (part) => resolve(part as Provisioned));
    child.once('exit', (code) => reject(new Error(`a part of the fleet ended with ${code}`)));
  });

/** All of the fleet, a part on each core. Seconds are those on the clock. */
async function provision(count: number) {
  const cores = availableParallelism();
  const start = performance.now();
  const parts = await Promise.all(
    Array.from({ length: cores }, (_, i) =>
      provisionPart(Math.floor((count * i) / cores), Math.floor((count * (i + 1)) / cores)),
    ),
  );
  const sum = (key: keyof Provisioned): number =>
    parts.reduce((total, part) => total + part[key], 0);
  return {
    cores,
    seconds: rounded((performance.now() - start) / 1000),
    processorSeconds: rounded(sum('processorSeconds')),
    megabytes: Math.round(sum('megabytes')),
    count: sum('count'),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-tpm-'));
const embedded = createSimulatedTpm({ seed: randomBytes(32) });
await createTpmClient(embedded.transport).startup();
const ours = await startOurs('swtpm', join(folder, 'ours'));
const theirs = hasSwtpm
  ? await startSwtpm(makeSwtpm(join(folder, 'maker')), join(folder, 'swtpm'))
  : null;
const host = '127.0.0.1';
const sockets = [
  { name: 'oursOverSocket', ...ours },
  ...(theirs === null ? [] : [{ name: 'swtpmOverSocket', ...theirs }]),
];
const opened = await Promise.all(
  sockets.map(async ({ name, port, pid }) => ({
    name,
    pid,
    transport: await connectSwtpm({ host, port }),
  })),
);
const contestants = [
  await contestant('oursEmbedded', embedded.transport, spentHere),
  ...(await Promise.all(
    opened.map(({ name, transport, pid }) => contestant(name, transport, () => spentBy(pid))),
  )),
];
await compete(contestants);
for (const { transport } of opened) transport.close();
await ours.close();
await theirs?.close();
rmSync(folder, { recursive: true, force: true });

const figures: Record<string, number> = {};
const ratios: Record<string, number> = {};
const operations = [...(contestants[0]?.operations.keys() ?? [])];
console.log(['commands a second'.padEnd(20), ...operations.map((o) => o.padStart(10))].join(''));
for (const { name, rates } of contestants) {
  const row = operations.map((operation) => Math.round(median(rates.get(operation) ?? [])));
  console.log([name.padEnd(20), ...row.map((rate) => String(rate).padStart(10))].join(''));
  for (const [i, operation] of operations.entries()) figures[`${name}.${operation}`] = row[i] ?? 0;
}
const [, mine, swtpm] = contestants;
if (mine !== undefined && swtpm !== undefined)
  for (const operation of operations) {
    const other = swtpm.rates.get(operation) ?? [];
    const own = mine.rates.get(operation) ?? [];
    ratios[`${operation}OfSwtpm`] = rounded(median(own.map((rate, i) => rate / (other[i] ?? 1))));
  }

const provisioned = await provision(Number(process.env['TPMS'] ?? 10_000));
console.log(
  `${provisioned.count} TPMs provisioned on ${provisioned.cores} cores in ${provisioned.seconds} s ` +
    `(${provisioned.processorSeconds} s of processor time), ${provisioned.megabytes} MB`,
);
figures['provisioned'] = provisioned.count;
figures['provisionCores'] = provisioned.cores;
figures['provisionSeconds'] = provisioned.seconds;
figures['provisionProcessorSeconds'] = provisioned.processorSeconds;
figures['provisionMegabytes'] = provisioned.megabytes;
ratios['provisionSecondsOfLimit'] = rounded(provisioned.seconds / 60);
ratios['provisionMegabytesOfLimit'] = rounded(provisioned.megabytes / 1000);
console.log(JSON.stringify({ bench: 'tpm', figures, ratios }));
