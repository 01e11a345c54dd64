/**
 * What a hostile TCG log can do to its reader: mutated logs, seeded from the corpus of real ones, are parsed,
 * replayed, read for facts and described. `npm run bench -- fuzz-event-log [INPUTS] [SEED]`; 100,000 unless
 * given. Counts what was refused (`MalformedError`) and read; anything else thrown is a crash, written
 * with its bytes. An input over 50 ms is run again three times and counts by the least processor
 * time: on a busy machine the first may have waited for others.
 *
 * Then the memory of the worst logs of 1 MB: each is read in a process of its own whose heap may grow by 16 MB
 * and no more, and is held while it is measured.
 */
import { fork } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concat, MalformedError } from '@gatehouse/bytes';
import {
  baselineOf,
  claimedBootFactsOf,
  describeEvent,
  digestMatches,
  encodeEventLog,
  encodeSignatureList,
  encodeTrustBoundary,
  encodeUefiVariable,
  encodeWindowsValue,
  eventType,
  operatingSystemBankOf,
  parseEventLog,
  replayEventLog,
} from '@gatehouse/measured-boot';

const shared = new URL('../../shared/data', import.meta.url).pathname;
const corpus = join(process.env['GATEHOUSE_SHARED_DATA'] ?? shared, 'eventlogs');
const slow = 50;
const megabyte = 1024 * 1024;

/** Everything that hgs and the console do with a log before anything proves it. */
function read(bytes: Uint8Array): void {
  const log = parseEventLog(bytes);
  replayEventLog(log);
  claimedBootFactsOf(log);
  const bank = operatingSystemBankOf(log);
  baselineOf(log, bank);
  for (const event of log.events) {
    describeEvent(event, log.pointerSize);
    digestMatches(event, bank);
  }
}

/** mulberry32: a small generator that gives the same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
type Random = (below: number) => number;

interface Seed {
  readonly bytes: Uint8Array;
  /** Where events begin, and the end. */
  readonly bounds: readonly number[];
}

function seedOf(bytes: Uint8Array): Seed | null {
  try {
    const { events } = parseEventLog(bytes);
    const last = events.at(-1);
    const end =
      last === undefined
        ? bytes.length
        : last.data.byteOffset + last.data.length - bytes.byteOffset;
    return { bytes, bounds: [...events.map(({ offset }) => offset), end] };
  } catch {
    return null;
  }
}

/** Without the corpus: a log of two events, so that the figure can be made anywhere. */
const smallest = (): Uint8Array =>
  encodeEventLog({
    banks: ['sha1', 'sha256'],
    events: [
      { pcr: 7, type: eventType.EV_SEPARATOR, data: new Uint8Array(4) },
      { pcr: 4, type: eventType.EV_EFI_ACTION, data: new Uint8Array(16).fill(65) },
    ],
  });

function seedsOf(): readonly Seed[] {
  const files = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).map((name) => join(corpus, name))
    : [];
  const logs = files.filter((file) => statSync(file).isFile() && !/\.(json|md)$/.test(file));
  return [smallest(), ...logs.map((file) => new Uint8Array(readFileSync(file)))]
    .filter((bytes) => bytes.length < megabyte)
    .flatMap((bytes) => seedOf(bytes) ?? []);
}

/** Sizes and counts at which readers break. */
const interesting = [
  0, 1, 2, 7, 8, 16, 23, 24, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe,
  0xffffffff,
];

function poke(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4 && at + i < bytes.length; i++) bytes[at + i] = (value >>> (8 * i)) & 0xff;
}

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;
const changed =
  (change: (bytes: Uint8Array, random: Random) => void): Mutation =>
  (bytes, random) => {
    const copy = bytes.slice();
    if (copy.length > 0) change(copy, random);
    return copy;
  };

const mutations: readonly Mutation[] = [
  changed((bytes, random) => {
    const at = random(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  }),
  changed((bytes, random) => {
    for (let n = 1 + random(8); n > 0; n--) bytes[random(bytes.length)] = random(256);
  }),
  changed((bytes, random) =>
    poke(bytes, random(bytes.length), interesting[random(interesting.length)] ?? 0),
  ),
  changed((bytes, random) => poke(bytes, random(bytes.length), random(bytes.length + 8))),
  changed((bytes, random) =>
    bytes.copyWithin(random(bytes.length), random(bytes.length), random(bytes.length)),
  ),
  (bytes, random) => bytes.slice(0, random(bytes.length + 1)),
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return concat(
      bytes.subarray(0, at),
      bytes.subarray(Math.min(bytes.length, at + 1 + random(64))),
    );
  },
  (bytes, random, other) => {
    const from = random(other.length + 1);
    const at = random(bytes.length + 1);
    return concat(
      bytes.subarray(0, at),
      other.subarray(from, from + random(256)),
      bytes.subarray(at),
    );
  },
];

/** Mostly the Spec ID event and a short run of others, so that there are many; one in 32 a whole log. */
function pieceOf({ bytes, bounds }: Seed, random: Random): Uint8Array {
  if (random(32) === 0) return bytes;
  const events = bounds.length - 1;
  const from = 1 + random(Math.max(1, events - 1));
  const to = Math.min(events, from + 1 + random(4));
  const head = bytes.subarray(0, bounds[1] ?? 0);
  return concat(head, bytes.subarray(bounds[from] ?? 0, bounds[to] ?? 0));
}

interface Tally {
  inputs: number;
  bytes: number;
  read: number;
  refused: number;
  crashes: number;
  hangs: number;
  slowest: number;
}

/** Milliseconds of one reading, and how it ended. */
function attempt(bytes: Uint8Array): {
  readonly ms: number;
  readonly end: 'read' | 'refused' | Error;
} {
  const start = performance.now();
  try {
    read(bytes);
    return { ms: performance.now() - start, end: 'read' };
  } catch (error) {
    const ms = performance.now() - start;
    if (error instanceof MalformedError) return { ms, end: 'refused' };
    return { ms, end: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Milliseconds of processor time, which does not count waiting for others. */
function processorTimeOf(bytes: Uint8Array): number {
  const before = process.cpuUsage();
  attempt(bytes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function keep(folder: string, kind: string, bytes: Uint8Array, what: string): void {
  const file = join(folder, `${kind}-${bytes.length}-${Date.now()}.bin`);
  writeFileSync(file, bytes);
  console.error(`${kind}: ${what}; the input is ${file}`);
}

function fuzz(count: number, seed: number, folder: string): Tally {
  const random = randomOf(seed);
  const seeds = seedsOf();
  const pick = (): Seed => seeds[random(seeds.length)] ?? { bytes: smallest(), bounds: [0] };
  const tally: Tally = {
    inputs: 0,
    bytes: 0,
    read: 0,
    refused: 0,
    crashes: 0,
    hangs: 0,
    slowest: 0,
  };
  for (; tally.inputs < count; tally.inputs++) {
    let input = pieceOf(pick(), random);
    for (let n = 1 + random(3); n > 0; n--)
      input = mutations[random(mutations.length)]?.(input, random, pick().bytes) ?? input;
    tally.bytes += input.length;
    let { ms, end } = attempt(input);
    // Time on the clock may be that of other processes: what would be the slowest is measured anew.
    if (ms > tally.slowest) ms = Math.min(...[1, 2, 3].map(() => processorTimeOf(input)));
    tally.slowest = Math.max(tally.slowest, ms);
    if (ms > slow) {
      tally.hangs++;
      keep(folder, 'hang', input, `${ms.toFixed(0)} ms`);
    }
    if (end instanceof Error) {
      tally.crashes++;
      keep(folder, 'crash', input, String(end.stack));
    } else tally[end]++;
  }
  return tally;
}

/** Logs of 1 MB that cost a reader most: as many events, entries, elements or nested data as fit. */
const worstLogs: Readonly<Record<string, () => Uint8Array>> = {
  'as many events as are read': () => filled(4, eventType.EV_EFI_ACTION, new Uint8Array()),
  'one event': () =>
    filled(2, eventType.EV_EFI_BOOT_SERVICES_DRIVER, new Uint8Array(megabyte - 200)),
  'a dbx of hashes': () => filled(7, eventType.EV_EFI_VARIABLE_DRIVER_CONFIG, longDbx()),
  'Windows elements of one byte': () => filled(13, eventType.EV_EVENT_TAG, manyElements()),
  'text in every event': () => filled(4, eventType.EV_EFI_ACTION, new Uint8Array(4000).fill(65)),
};

const longDbx = (): Uint8Array =>
  encodeUefiVariable({
    vendor: 'd719b2cb-3d3a-4596-a3bc-dad00e67656f',
    name: 'dbx',
    value: encodeSignatureList({
      type: 'c1c41626-504c-4092-aca9-41f936934328',
      entries: Array.from({ length: 900 }, () => ({
        owner: '77fa9abd-0359-4d32-bd60-28f4e78f784b',
        data: new Uint8Array(32).fill(7),
      })),
    }),
  });

const manyElements = (): Uint8Array =>
  encodeTrustBoundary(Array.from({ length: 5000 }, () => encodeWindowsValue('SafeMode', false)));

/** The same event as often as it fits into 1 MB, and as often as is read. */
function filled(pcr: number, type: number, data: Uint8Array): Uint8Array {
  const framing = 4 + 4 + 4 + 2 + 32 + 4;
  const count = Math.min(19_990, Math.floor((megabyte - 100) / (framing + data.length)));
  const event = { pcr, type, data };
  return encodeEventLog({ banks: ['sha256'], events: Array.from({ length: count }, () => event) });
}

const settled = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/**
 * Bytes that a log holds beside its own when it is parsed, replayed and read for facts. The bound on the
 * process holds for everything on the way too, descriptions among it.
 */
function heldBy(bytes: Uint8Array): number {
  read(bytes);
  const before = settled();
  const log = parseEventLog(bytes);
  const results = [
    log,
    log.events.map(({ digests }) => digests),
    replayEventLog(log),
    claimedBootFactsOf(log),
  ];
  const held = settled() - before;
  return results.length === 0 ? 0 : held;
}

interface Task {
  readonly inputs?: number;
  readonly seed?: number;
  readonly folder?: string;
  readonly log?: string;
}

/** Runs a task in a process of its own; `heap`: megabytes that its objects may have. */
const inProcess = <T>(task: Task, heap?: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const limits = heap === undefined ? [] : ['--expose-gc', `--max-old-space-size=${heap}`];
    const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(task)], {
      execArgv: ['--import', 'tsx', ...limits],
    });
    child.once('message', (answer) => resolve(answer as T));
    child.once('exit', (code) => reject(new Error(`a task ended with ${code} and no answer`)));
  });

async function main(): Promise<void> {
  const inputs = Number(process.argv[2] ?? 100_000);
  const seed = Number(process.argv[3] ?? 1);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-fuzz-'));
  const processes = 2;
  const start = performance.now();
  const tallies = await Promise.all(
    Array.from({ length: processes }, (_, i) =>
      inProcess<Tally>({ inputs: Math.ceil(inputs / processes), seed: seed + i, folder }),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  const sum = (key: keyof Tally): number => tallies.reduce((total, tally) => total + tally[key], 0);
  const slowest = Math.max(...tallies.map((tally) => tally.slowest));
  console.log(
    `${sum('inputs')} inputs, ${(sum('bytes') / megabyte).toFixed(0)} MB, ${seconds.toFixed(0)} s: ${sum('read')} read, ` +
      `${sum('refused')} refused, ${sum('crashes')} crashes, ${sum('hangs')} over ${slow} ms; slowest ${slowest.toFixed(1)} ms of processor time`,
  );
  const held: Record<string, number> = {};
  for (const log of Object.keys(worstLogs)) {
    held[log] = await inProcess<number>({ log }, 16 + baseHeap);
    console.log(`1 MB, ${log}: holds ${(held[log] / megabyte).toFixed(1)} MB`);
  }
  console.log(
    JSON.stringify({
      bench: 'fuzz-event-log',
      figures: {
        inputs: sum('inputs'),
        refused: sum('refused'),
        crashes: sum('crashes'),
        hangs: sum('hangs'),
        slowestMilliseconds: Math.round(slowest * 10) / 10,
        mostMegabytesHeld: Math.round((Math.max(...Object.values(held)) / megabyte) * 10) / 10,
      },
      ratios: {
        slowestOfAllowed: slowest / slow,
        memoryOfAllowed: Math.max(...Object.values(held)) / (16 * megabyte),
      },
    }),
  );
  if (sum('crashes') + sum('hangs') > 0) process.exitCode = 1;
}

/** Megabytes that a process with these modules has before it reads anything. */
const baseHeap = 24;

if (process.send === undefined) await main();
else {
  const task: Task = JSON.parse(process.argv[2] ?? '{}');
  process.send(
    task.log === undefined
      ? fuzz(task.inputs ?? 0, task.seed ?? 0, task.folder ?? '.')
      : heldBy(worstLogs[task.log]?.() ?? new Uint8Array()),
  );
}
