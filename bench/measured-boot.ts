/**
 * What reading boots costs. First a fleet, cold: 10,000 hosts that booted 20 different logs are grouped,
 * outliers found, and each kind held against 20 baselines, of which the nearest is named and compared.
 * Logs are kept by their digest, so the work is per log; beside it the same for 10,000 different logs of
 * those 20 kinds, as real boots have counters of their own.
 *
 * Then decisions a second of processor time on single logs: parse, replay against the quoted digest, and
 * hold against a baseline; for the real log of 41 KB and the largest one at hand. `ofSha256` is the share
 * of it that SHA-256 over the same bytes takes, which is the least that anybody does with a log. Beside
 * it `tpm2_eventlog` as a process for each log, as Keylime calls it; it parses and replays, and decides
 * nothing. All times are of the processor: on a busy machine wall time would measure the others.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concat } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { hostIdentity, measurementsOf, secureConfiguration } from '@gatehouse/fabric-simulator';
import {
  baselineOf,
  bootFingerprint,
  bootSetOf,
  claimedNearestBaseline,
  clusterBoots,
  encodeEventLog,
  matchBaseline,
  parseEventLog,
  proveEventLog,
  replayBank,
} from '@gatehouse/measured-boot';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 4);
const fleet = { hosts: 10_000, kinds: 20 };
const bank: HashName = 'sha256';
const quotedPcrs = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14];
const data =
  process.env['GATEHOUSE_SHARED_DATA'] ?? new URL('../../shared/data', import.meta.url).pathname;
const key = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };

/** A boot of one of the kinds: firmware or option ROM tell them apart; a count, the boots of a kind. */
function logOf(kind: number, bootCount: number): Uint8Array {
  const { line, ...identity } = hostIdentity('bench', 1);
  const [rom, ...roms] = line.model.optionRoms;
  const optionRoms =
    rom === undefined ? [] : [{ ...rom, version: `${rom.version}.${kind % 4}` }, ...roms];
  const model = { ...line.model, optionRoms };
  const events = measurementsOf({
    host: { ...identity, line: { ...line, model, firmware: `2.${Math.floor(kind / 4)}` } },
    configuration: secureConfiguration,
    policy: null,
    vsmKeys: { encryption: key, signing: key },
    bootCount,
    ofThisBoot: (_purpose, length) => new Uint8Array(length).fill(bootCount),
  });
  return encodeEventLog({ banks: ['sha1', 'sha256'], events });
}

/** Most hosts boot the first kinds, few the last. */
const kindOf = (host: number): number =>
  Math.floor(fleet.kinds * (host / fleet.hosts) ** 3) % fleet.kinds;

/** Groups the hosts by what they booted, and names the nearest baseline of each kind. */
function group(logs: readonly Uint8Array[], logOfHost: (host: number) => number): number {
  const prints = logs.map((bytes) => {
    const log = parseEventLog(bytes);
    const boot = bootSetOf(log, bank);
    return { boot, log, fingerprint: bootFingerprint(boot) };
  });
  const kinds = new Map<
    string,
    { boot: ReturnType<typeof bootSetOf>; log: number; hosts: number }
  >();
  for (let host = 0; host < fleet.hosts; host++) {
    const index = logOfHost(host);
    const print = prints[index];
    if (print === undefined) continue;
    const kind = kinds.get(print.fingerprint) ?? { boot: print.boot, log: index, hosts: 0 };
    kind.hosts++;
    kinds.set(print.fingerprint, kind);
  }
  const groups = [...kinds].map(([fingerprint, { boot, hosts }]) => ({ fingerprint, boot, hosts }));
  const clusters = clusterBoots(groups);
  for (const { log } of kinds.values()) {
    const boot = prints[log];
    if (boot !== undefined && claimedNearestBaseline(baselines, boot.log) === null)
      throw new Error('there is no nearest baseline');
  }
  if (clusters.length !== fleet.kinds) throw new Error(`${clusters.length} clusters`);
  return clusters.filter(({ kind }) => kind === 'outlier').length;
}

const milliseconds = (run: () => number): readonly [number, number] => {
  const before = processorTime();
  const found = run();
  return [Math.round(processorTime() - before), found];
};

const kinds = Array.from({ length: fleet.kinds }, (_, kind) => logOf(kind, 1));
// None of the baselines is one of the boots: every kind has its nearest looked for and told.
const baselines = Array.from({ length: fleet.kinds }, (_, kind) => ({
  name: `baseline ${kind}`,
  ...baselineOf(parseEventLog(logOf(kind + fleet.kinds, 1)), bank),
}));
const [coldMilliseconds, outliers] = milliseconds(() => group(kinds, kindOf));
const boots = Array.from({ length: fleet.hosts }, (_, host) => logOf(kindOf(host), 2 + host));
const [distinctMilliseconds] = milliseconds(() => group(boots, (host) => host));

/** Milliseconds of processor time that this process has had. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How often a second of processor time each step can be done: slices of all in turn. */
function ratesOf(steps: readonly (() => void)[]): readonly number[] {
  const total = steps.map(() => ({ n: 0, milliseconds: 0 }));
  const slice = (step: () => void, sum: { n: number; milliseconds: number }): void => {
    const start = performance.now();
    const before = processorTime();
    while (performance.now() - start < 100) {
      step();
      sum.n++;
    }
    sum.milliseconds += processorTime() - before;
  };
  for (const step of steps) slice(step, { n: 0, milliseconds: 0 });
  for (let i = 0; i < seconds * 5; i++)
    for (const [at, step] of steps.entries()) slice(step, total[at] ?? { n: 0, milliseconds: 0 });
  return total.map(({ n, milliseconds: spent }) => (n * 1000) / spent);
}

/** Processor time in milliseconds of the child processes that have ended (proc_pid_stat(5), 16 and 17). */
function childTime(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[13]) + Number(fields[14]);
  return ticks * 10;
}

/** How often a second of processor time the tool reads a log; null where it is not installed, or no Linux. */
function toolRate(file: string): number | null {
  const run = () => spawnSync('tpm2_eventlog', [file], { stdio: 'ignore' });
  if (run().error !== undefined || !existsSync('/proc/self/stat')) return null;
  const before = childTime();
  const times = 50;
  for (let i = 0; i < times; i++) run();
  return (times * 1000) / Math.max(10, childTime() - before);
}

interface Row {
  readonly name: string;
  readonly bytes: number;
  readonly events: number;
  readonly decisions: number;
  readonly sha256: number;
  readonly tool: number | null;
}

function measure(name: string, file: string | null, bytes: Uint8Array): Row {
  const log = parseEventLog(bytes);
  const values = replayBank(log, bank);
  const zero = new Uint8Array(32);
  const digest = hash(bank, concat(...quotedPcrs.map((pcr) => values.get(pcr) ?? zero)));
  const quote = { bank, pcrs: quotedPcrs, pcrDigest: digest };
  const baseline = baselineOf(log, bank);
  const decide = (): void => {
    const proof = proveEventLog(parseEventLog(bytes), quote);
    if (proof.kind !== 'proven' || !matchBaseline(baseline, proof.log).matches)
      throw new Error(`${name} does not match itself`);
  };
  const [decisions = 0, sha256 = 0] = ratesOf([decide, () => void hash(bank, bytes)]);
  const tool = file === null ? null : toolRate(file);
  return { name, bytes: bytes.length, events: log.events.length, decisions, sha256, tool };
}

/** Every log below a folder that can be read and gives its own values, largest first. */
function largestLog(folder: string): readonly [string, Uint8Array] | null {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const logs = files.flatMap((file) => {
    try {
      const bytes = new Uint8Array(readFileSync(file));
      const log = parseEventLog(bytes);
      return log.banks.includes(bank) && log.events.length > 20 ? [[file, bytes] as const] : [];
    } catch {
      return [];
    }
  });
  return logs.sort(([, a], [, b]) => b.length - a.length)[0] ?? null;
}

function realLogs(): readonly Row[] {
  const folder = join(data, 'eventlogs');
  const known = join(folder, 'keylime/binary_bios_measurements-secureboot');
  try {
    const rows = [measure('real log of 41 KB', known, new Uint8Array(readFileSync(known)))];
    const largest = largestLog(folder);
    if (largest !== null) rows.push(measure('largest log at hand', ...largest));
    return rows;
  } catch (error) {
    console.log(`real logs are left out: ${error instanceof Error ? error.message : error}`);
    return [];
  }
}

const round = (value: number): number => Math.round(value);
const rows = [measure('simulated Windows boot', null, kinds[0] ?? new Uint8Array()), ...realLogs()];
console.log(
  `${fleet.hosts} hosts, ${fleet.kinds} logs, cold: ${coldMilliseconds} ms, ${outliers} outliers; ` +
    `${fleet.hosts} logs: ${distinctMilliseconds} ms`,
);
for (const { name, bytes, events, decisions, sha256, tool } of rows)
  console.log(
    `${name.padEnd(24)} ${String(events).padStart(4)} events ${String(bytes).padStart(7)} B ` +
      `${String(round(decisions)).padStart(6)} decisions/s, SHA-256 ${String(round(sha256)).padStart(7)}/s, ` +
      `tpm2_eventlog ${tool === null ? '–' : `${round(tool)}/s`}`,
  );
const [simulated, real, largest] = rows;
const share = (part: number, of: number): number => Math.round((part / of) * 1000) / 1000;
const figuresOf = (prefix: string, row: Row | undefined) =>
  row === undefined
    ? {}
    : {
        [`${prefix}DecisionsPerSecond`]: round(row.decisions),
        [`${prefix}Sha256PerSecond`]: round(row.sha256),
        ...(row.tool === null ? {} : { [`${prefix}Tpm2EventlogPerSecond`]: round(row.tool) }),
      };
console.log(
  JSON.stringify({
    bench: 'measured-boot',
    figures: {
      clusterMillisecondsCold: coldMilliseconds,
      clusterMillisecondsDistinctLogs: distinctMilliseconds,
      ...figuresOf('simulated', simulated),
      ...figuresOf('real', real),
      ...figuresOf('largest', largest),
    },
    ratios: {
      ...(real === undefined ? {} : { ofSha256: share(real.decisions, real.sha256) }),
      ...(real?.tool == null ? {} : { timesTpm2Eventlog: share(real.decisions, real.tool) }),
    },
  }),
);
