import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { claimedMatch, parseEventLog } from '@gatehouse/measured-boot';
import { desc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { baselineContent } from '../store/baseline-content.ts';
import { readEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { trustChanged } from '../store/trust-store.ts';
import {
  addBaseline,
  type BaselineRow,
  isUsable,
  logRemedy,
  requireBaseline,
  sourceOf,
  unusable,
} from './baseline-trust.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { notFound, readingFile, withoutConflict } from './problems.ts';
import { appraise, type RolloutRow, rolloutDetail, rolloutView } from './rollout-appraisal.ts';
import { lockRollout, type StepInput, takeStep, wrongState } from './rollout-steps.ts';

const { baselines, rolloutHosts, rollouts } = hgsSchema;

/** Rollouts of firmware and updates: from one baseline to another without a host that fails. */
export function rolloutHandlers(
  context: HgsContext,
): Pick<
  HgsHandlers,
  | 'listRollouts'
  | 'getRollout'
  | 'planRollout'
  | 'changeRollout'
  | 'startRollout'
  | 'pauseRollout'
  | 'resumeRollout'
  | 'withdrawRollout'
  | 'finishRollout'
  | 'reopenRollout'
  | 'removeRollout'
> {
  const { db } = context.database;
  const shown = async (row: RolloutRow) => rolloutView(row, await appraise(db, [row]));
  const step = async (input: StepInput, subject: (name: string) => void) => {
    const row = await takeStep(context, input);
    subject(row.name);
    return shown(row);
  };

  return {
    listRollouts: async () => {
      const rows = await db.select().from(rollouts).orderBy(desc(rollouts.createdAt));
      const appraisal = await appraise(db, rows);
      return { items: rows.map((row) => rolloutView(row, appraisal)), total: rows.length };
    },

    getRollout: async ({ params }) => {
      const row = await requireRollout(db, params.id);
      return rolloutDetail(row, await appraise(db, [row]));
    },

    planRollout: async ({ body, actor }) => {
      const content = await readEventLog(db, body.eventLog);
      if (content === null) throw notFound('event log');
      const source = await sourceOf(db, body.eventLog);
      const at = context.now();
      const by = actor.username;
      const row = await withoutConflict(
        'There is a rollout or a baseline of this name already.',
        () =>
          db.transaction(async (queries) => {
            const former = await requireBaseline(queries, body.old);
            requireMove(former, content);
            const candidate = await addBaseline(queries, {
              name: body.baseline,
              content,
              source,
              about: {
                owner: former.owner,
                note: body.note,
                // The hosts are held to as much as before.
                ignores: former.ignores,
                ignoresReason: former.ignoresReason,
                supersedes: former.id,
              },
              enabled: false,
              at,
              by,
            });
            if (!isUsable(baselineContent.parse(candidate.content))) throw unusable(candidate.name);
            const [added] = await queries
              .insert(rollouts)
              .values({
                name: body.name,
                oldBaseline: former.id,
                oldName: former.name,
                newBaseline: candidate.id,
                newName: candidate.name,
                canary: source.host ?? '',
                note: body.note,
                autoRetire: body.autoRetire,
                createdAt: at,
                createdBy: by,
                changedAt: at,
                changedBy: by,
              })
              .returning();
            if (added === undefined) throw new Error('the insert returned no row');
            await trustChanged(queries, at, {
              kind: 'trust-changed',
              what: `rollout ${added.name} planned`,
            });
            return added;
          }),
      );
      return shown(row);
    },

    changeRollout: async ({ params, body, subject }) => {
      const { name } = await requireRollout(db, params.id);
      subject(name);
      const set = {
        ...(body.note !== undefined && { note: body.note }),
        ...(body.autoRetire !== undefined && { autoRetire: body.autoRetire }),
      };
      if (Object.keys(set).length > 0)
        await db.update(rollouts).set(set).where(eq(rollouts.id, params.id));
      return shown(await requireRollout(db, params.id));
    },

    startRollout: ({ params: { id }, actor, subject }) =>
      step({ id, step: 'start', by: actor.username }, subject),
    pauseRollout: ({ params: { id }, body, actor, subject }) =>
      step({ id, step: 'pause', by: actor.username, ...body }, subject),
    resumeRollout: ({ params: { id }, actor, subject }) =>
      step({ id, step: 'resume', by: actor.username }, subject),
    withdrawRollout: ({ params: { id }, body, actor, subject }) =>
      step({ id, step: 'withdraw', by: actor.username, ...body }, subject),
    finishRollout: ({ params: { id }, body, actor, subject }) =>
      step({ id, step: 'finish', by: actor.username, ...body }, subject),
    reopenRollout: ({ params: { id }, actor, subject }) =>
      step({ id, step: 'reopen', by: actor.username }, subject),

    removeRollout: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        const row = await lockRollout(queries, params.id);
        subject(row.name);
        if (row.state === 'running' || row.state === 'paused') throw wrongState(row, 'forget');
        await queries.delete(rolloutHosts).where(eq(rolloutHosts.rollout, row.id));
        await queries.delete(rollouts).where(eq(rollouts.id, row.id));
        // What was only planned leaves nothing: its baseline has never been trusted.
        if (row.state === 'planned' && row.newBaseline !== null)
          await queries.delete(baselines).where(eq(baselines.id, row.newBaseline));
        await trustChanged(queries, context.now(), {
          kind: 'trust-changed',
          what: `rollout ${row.name} forgotten`,
        });
      });
      return undefined;
    },
  };
}

async function requireRollout(queries: Queries, id: string): Promise<RolloutRow> {
  const [row] = await queries.select().from(rollouts).where(eq(rollouts.id, id));
  if (row === undefined) throw notFound('rollout');
  return row;
}

/** A rollout leads from a trusted baseline to a boot that it does not let pass. */
function requireMove(former: BaselineRow, content: Uint8Array): void {
  if (!former.enabled)
    throw new ProblemError(
      'conflict',
      `The baseline ${former.name} is not trusted.`,
      'Plan the rollout from the baseline that the hosts match today.',
    );
  const log = readingFile('TCG log', logRemedy, () => parseEventLog(content));
  if (claimedMatch(baselineContent.parse(former.content), log).matches)
    throw new ProblemError(
      'conflict',
      `The boot of the canary is the one that ${former.name} has: there is nothing to move to.`,
      'Update the canary, have it attest, and use the log of that boot.',
    );
}
