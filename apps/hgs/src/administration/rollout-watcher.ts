import { setTimeout as delay } from 'node:timers/promises';
import { hgsSchema } from '@gatehouse/database';
import { type Accounts, ProblemError } from '@gatehouse/http';
import { and, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { appraise, rolloutView } from './rollout-appraisal.ts';
import { takeStep } from './rollout-steps.ts';

const { rollouts } = hgsSchema;

/** Who is said to have done what a rollout was asked to do by itself. */
const itself = 'Gatehouse';
/** Verdicts may come many a second; a rollout is looked at no more often than this. */
const breathMilliseconds = 1000;
const lookAnywayMilliseconds = 60_000;

/**
 * Retires the old baseline of each running rollout that was asked to, once its last host has moved.
 * Each replica watches; the state of the rollout lets one of them do it.
 */
export function watchRollouts(
  context: HgsContext,
  accounts: Pick<Accounts, 'recordAudit'>,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      // Listening before looking: a verdict that comes meanwhile is not slept through.
      const announced = context.announcements.next(lookAnywayMilliseconds, closing.signal);
      await finishReady(context, accounts).catch((error: unknown) =>
        context.logger.warn({ error }, 'rollouts were not looked at; trying again'),
      );
      await announced;
      await delay(breathMilliseconds, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const watching = watch();
  return {
    close: async () => {
      closing.abort();
      await watching;
    },
  };
}

async function finishReady(
  context: HgsContext,
  accounts: Pick<Accounts, 'recordAudit'>,
): Promise<void> {
  const { db } = context.database;
  const rows = await db
    .select()
    .from(rollouts)
    .where(and(eq(rollouts.state, 'running'), eq(rollouts.autoRetire, true)));
  if (rows.length === 0) return;
  const appraisal = await appraise(db, rows);
  for (const { id, name } of rows.filter((row) => rolloutView(row, appraisal).readyToFinish)) {
    const reason = 'the last host has moved';
    try {
      await takeStep(context, { id, step: 'finish', by: itself, reason });
      await accounts.recordAudit({
        actor: itself,
        action: 'rollouts.finish',
        object: name,
        outcome: 'done',
      });
    } catch (error) {
      // Another replica was faster, or a host has turned back since it was looked at.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}
