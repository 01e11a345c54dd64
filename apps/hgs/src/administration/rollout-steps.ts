import { type RolloutState, type RolloutStep, rolloutSteps } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import type { Queries } from '../store/queries.ts';
import { trustChanged } from '../store/trust-store.ts';
import { setTrusted } from './baseline-trust.ts';
import { notFound } from './problems.ts';
import { appraise, type RolloutRow, rolloutDetail, rolloutView } from './rollout-appraisal.ts';

const { rolloutHosts, rollouts } = hgsSchema;

export interface StepInput {
  readonly id: string;
  readonly step: RolloutStep;
  readonly by: string;
  readonly reason?: string;
  /** `finish` also while hosts have not moved. */
  readonly leaveBehind?: boolean;
}

/**
 * Takes a step of a rollout, with what it trusts or retires, in one transaction. Of two that take it at
 * once, on any replicas, one does: the other is a `conflict`.
 */
export async function takeStep(context: HgsContext, input: StepInput): Promise<RolloutRow> {
  return context.database.db.transaction(async (queries) => {
    const row = await lockRollout(queries, input.id);
    const { from, to } = rolloutSteps[input.step];
    if (!(from as readonly RolloutState[]).includes(row.state)) throw wrongState(row, input.step);
    const at = context.now();
    await effects[input.step]?.(queries, row, { ...input, at });
    const [changed] = await queries
      .update(rollouts)
      .set({
        state: to,
        changedAt: at,
        changedBy: input.by,
        reason: input.reason ?? '',
        ...(input.step === 'start' && { startedAt: at }),
      })
      .where(eq(rollouts.id, row.id))
      .returning();
    if (changed === undefined) throw notFound('rollout');
    await trustChanged(queries, at, {
      kind: 'trust-changed',
      what: `rollout ${row.name}: ${input.step}`,
    });
    return changed;
  });
}

export async function lockRollout(queries: Queries, id: string): Promise<RolloutRow> {
  const [row] = await queries.select().from(rollouts).where(eq(rollouts.id, id)).for('update');
  if (row === undefined) throw notFound('rollout');
  return row;
}

export const wrongState = ({ name, state }: RolloutRow, what: string): ProblemError =>
  new ProblemError(
    'conflict',
    `The rollout ${name} is ${state}: there is nothing to ${what}.`,
    'Reload the page: somebody may have been faster.',
  );

type Effect = (
  queries: Queries,
  row: RolloutRow,
  input: StepInput & { readonly at: Date },
) => Promise<void>;

const retire =
  (end: 'oldBaseline' | 'newBaseline'): Effect =>
  async (queries, row, { at, by, reason = '' }) => {
    const id = row[end];
    if (id !== null)
      await setTrusted(queries, id, {
        enabled: false,
        at,
        by,
        reason: `Rollout ${row.name}: ${reason}`,
      });
  };

const trust =
  (...ends: readonly ('oldBaseline' | 'newBaseline')[]): Effect =>
  async (queries, row) => {
    for (const end of ends) {
      const id = row[end];
      if (id === null) throw gone(row, end === 'oldBaseline' ? row.oldName : row.newName);
      await setTrusted(queries, id, { enabled: true });
    }
  };

const gone = ({ name }: RolloutRow, baseline: string): ProblemError =>
  new ProblemError(
    'conflict',
    `The baseline ${baseline} of the rollout ${name} has been removed.`,
    'Plan another rollout.',
  );

/** What a step does to what is trusted; the others change the state alone. */
const effects: Readonly<Partial<Record<RolloutStep, Effect>>> = {
  start: async (queries, row, input) => {
    await trust('newBaseline')(queries, row, input);
    await noteMembers(queries, row);
  },
  withdraw: retire('newBaseline'),
  finish: async (queries, row, input) => {
    if (input.leaveBehind !== true) await requireAllMoved(queries, row);
    await retire('oldBaseline')(queries, row, input);
  },
  reopen: trust('oldBaseline', 'newBaseline'),
};

/** Whose boot matches either baseline now: one of them that later matches neither has strayed. */
async function noteMembers(queries: Queries, row: RolloutRow): Promise<void> {
  const { hosts } = rolloutDetail(row, await appraise(queries, [row]));
  const members = hosts.filter(({ place }) => place === 'moved' || place === 'waiting');
  if (members.length > 0)
    await queries
      .insert(rolloutHosts)
      .values(members.map(({ ekHash }) => ({ rollout: row.id, ekHash })))
      .onConflictDoNothing();
}

async function requireAllMoved(queries: Queries, row: RolloutRow): Promise<void> {
  const { progress, readyToFinish } = rolloutView(row, await appraise(queries, [row]));
  if (readyToFinish) return;
  const { moved, waiting, strayed, unknown } = progress;
  throw new ProblemError(
    'not-ready',
    moved === 0
      ? `No host has moved to ${row.newName} yet.`
      : `Not every host has moved: ${waiting} boot what ${row.oldName} has, ${strayed} boot neither, ${unknown} have proven no boot.`,
    'Wait until they have moved, or leave them behind: they fail at their next attestation.',
  );
}
