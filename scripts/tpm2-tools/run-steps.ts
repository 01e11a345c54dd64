import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equalBytes, toHex } from '@gatehouse/bytes';
import type { Step, StepGroup } from './step.ts';
import { type Outcome, runTool } from './tool.ts';
import {
  hasSwtpm,
  makeSwtpm,
  type RunningTpm,
  startOurs,
  startSwtpm,
  type TpmKind,
  tpmKinds,
} from './tpms.ts';

/** What became of the steps of one group on one TPM, by the name of the step. */
export type GroupOutcome = ReadonlyMap<string, Outcome>;

/** By group, then by TPM; swtpm is missing where it is not installed. */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<TpmKind, GroupOutcome>>;

const bytesOf = (folder: string, name: string): Uint8Array | null => {
  try {
    return new Uint8Array(readFileSync(join(folder, name)));
  } catch {
    return null;
  }
};

const argumentsOf = (line: string, folder: string): readonly string[] =>
  line
    .split(' ')
    .map((word) =>
      word.replace(/^\{(.+)\}$/, (_, name: string) =>
        toHex(bytesOf(folder, name) ?? new Uint8Array()),
      ),
    );

async function runStep(
  [, line, expected = {}]: Step,
  tpm: RunningTpm,
  folder: string,
): Promise<Outcome> {
  const where = { folder, tcti: tpm.tcti };
  // Tools leave the object that they loaded, and those that are refused their sessions too.
  if (tpm.fewSlots) await runTool(['flushcontext', '-t'], where);
  const outcome = await runTool(argumentsOf(line, folder), where);
  if (tpm.fewSlots && outcome.result !== 'ok') await runTool(['flushcontext', '-l'], where);
  if (outcome.result !== 'ok' || expected.equal === undefined) return outcome;
  const [one, other] = expected.equal.map((name) => bytesOf(folder, name));
  const same = one != null && other != null && equalBytes(one, other);
  return same ? outcome : { ...outcome, result: `ok, but ${expected.equal.join(' is not ')}` };
}

async function runGroup(group: StepGroup, tpm: RunningTpm, folder: string): Promise<GroupOutcome> {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(group.given))
    writeFileSync(join(folder, name), content);
  const outcomes = new Map<string, Outcome>();
  for (const step of group.steps) outcomes.set(step[0], await runStep(step, tpm, folder));
  return outcomes;
}

/** Most jobs wait: for swtpm's key generation, or for delayed acknowledgements over mssim. */
const lanes = 6;

async function inLanes(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...jobs];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Runs the groups on every TPM that is there, each on a TPM of its own. */
export async function runSteps(groups: readonly StepGroup[]): Promise<Outcomes> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tpm2-tools-'));
  try {
    const made = hasSwtpm ? makeSwtpm(join(folder, 'maker')) : null;
    const starts: Readonly<Record<TpmKind, (state: string) => Promise<RunningTpm>>> = {
      swtpm: (state) => startSwtpm(made ?? '', state),
      oursOverSwtpm: (state) => startOurs('swtpm', state),
      oursOverMssim: (state) => startOurs('mssim', state),
    };
    // The slowest first.
    const kinds = (Object.keys(tpmKinds) as TpmKind[])
      .filter((kind) => kind !== 'swtpm' || made !== null)
      .toReversed();
    const outcomes = new Map(groups.map(({ name }) => [name, new Map<TpmKind, GroupOutcome>()]));
    const job = (kind: TpmKind, group: StepGroup) => async () => {
      const place = join(folder, `${group.name}-${kind}`);
      const tpm = await starts[kind](join(place, 'state'));
      try {
        outcomes.get(group.name)?.set(kind, await runGroup(group, tpm, join(place, 'files')));
      } finally {
        await tpm.close();
      }
    };
    await inLanes(kinds.flatMap((kind) => groups.map((group) => job(kind, group))));
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
