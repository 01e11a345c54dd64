import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { eq, or, sql } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { baselineContent } from '../store/baseline-content.ts';
import { readLastBoots } from '../store/boot-store.ts';
import { readEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { trustChanged } from '../store/trust-store.ts';
import { previewOf } from './baseline-preview.ts';
import {
  addBaseline,
  type NewBaseline,
  requireBaseline,
  setTrusted,
  sourceOf,
} from './baseline-trust.ts';
import {
  baselineView,
  hostBootView,
  readBaselines,
  scopeOf,
  versionsOf,
} from './baseline-views.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, withoutConflict } from './problems.ts';

const { baselines, rollouts } = hgsSchema;

/** TPM baselines, and the logs that they and the verdicts come from. */
export function baselineHandlers(
  context: HgsContext,
): Pick<
  HgsHandlers,
  | 'listBaselines'
  | 'getBaseline'
  | 'addBaseline'
  | 'captureBaseline'
  | 'changeBaseline'
  | 'removeBaseline'
  | 'previewBaseline'
  | 'listBoots'
> {
  const { db } = context.database;
  const changed = (queries: Queries, what: string): Promise<void> =>
    trustChanged(queries, context.now(), { kind: 'trust-changed', what });
  const shown = async (id: string) => {
    const { rows, boots } = await readBaselines(db);
    const row = rows.find((each) => each.id === id);
    if (row === undefined) throw notFound('baseline');
    return { row, rows, boots, view: baselineView(row, rows, boots) };
  };
  const add = (
    input: Omit<NewBaseline, 'at' | 'enabled'>,
    retire: string | null,
  ): Promise<string> =>
    withoutConflict('There is a baseline of this name already.', () =>
      db.transaction(async (queries) => {
        const at = context.now();
        const { id, name } = await addBaseline(queries, { ...input, at, enabled: true });
        const { supersedes } = input.about;
        if (retire !== null && supersedes !== null)
          await setTrusted(queries, supersedes, {
            enabled: false,
            at,
            by: input.by,
            reason: retire,
          });
        await changed(queries, `baseline ${name} added`);
        return id;
      }),
    );

  return {
    listBaselines: async () => {
      const { rows, boots } = await readBaselines(db);
      return { items: rows.map((row) => baselineView(row, rows, boots)), total: rows.length };
    },

    getBaseline: async ({ params }) => {
      const { row, rows, boots, view } = await shown(params.id);
      const content = baselineContent.parse(row.content);
      return {
        ...view,
        scope: scopeOf(content),
        measurements: content.entries.map(({ pcr, what, digest }) => ({ pcr, what, digest })),
        versions: versionsOf(row, rows).map(({ id, name, version, enabled, addedAt }) => ({
          id,
          name,
          version,
          enabled,
          addedAt: addedAt.toISOString(),
        })),
        usedBy: boots.filter(({ baseline }) => baseline === row.name).map(hostBootView),
      };
    },

    addBaseline: async ({ body, actor }) => {
      const { name, content, ...about } = body;
      const source = { kind: 'uploaded', host: null } as const;
      const bytes = bytesOf(content);
      const id = await add({ name, content: bytes, source, about, by: actor.username }, null);
      return (await shown(id)).view;
    },

    captureBaseline: async ({ body, actor }) => {
      const { name, eventLog, retireSuperseded, ...about } = body;
      const content = await readEventLog(db, eventLog);
      if (content === null) throw notFound('event log');
      const source = await sourceOf(db, eventLog);
      const by = actor.username;
      const id = await add({ name, content, source, about, by }, retireSuperseded);
      return (await shown(id)).view;
    },

    changeBaseline: async ({ params, body, actor, subject }) => {
      const { enabled, reason = '', ...words } = body;
      subject((await requireBaseline(db, params.id)).name);
      await db.transaction(async (queries) => {
        if (words.owner !== undefined || words.note !== undefined)
          await queries.update(baselines).set(words).where(eq(baselines.id, params.id));
        if (enabled === undefined) return;
        const at = context.now();
        const { name } = await setTrusted(
          queries,
          params.id,
          enabled ? { enabled } : { enabled, at, by: actor.username, reason },
        );
        await changed(queries, `baseline ${name} ${enabled ? 'enabled' : 'disabled'}`);
      });
      return (await shown(params.id)).view;
    },

    removeBaseline: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        await requireNoRollout(queries, params.id);
        const [removed] = await queries
          .delete(baselines)
          .where(eq(baselines.id, params.id))
          .returning();
        if (removed === undefined) throw notFound('baseline');
        subject(removed.name);
        await changed(queries, `baseline ${removed.name} removed`);
      });
      return undefined;
    },

    previewBaseline: ({ params, query }) =>
      previewOf(db, params.digest, query.ignores.split(',').filter(Boolean).map(Number)),

    listBoots: async () => {
      const { boots } = await readLastBoots(db, { waiting: true });
      const items = boots.map((boot) => ({
        ...hostBootView(boot),
        eventLog: boot.eventLog,
        proven: boot.proven,
        baseline: boot.baseline,
      }));
      return { items, total: items.length };
    },
  };
}

/** A baseline that hosts are moving from or to stays until that has ended. */
async function requireNoRollout(queries: Queries, id: string): Promise<void> {
  const [open] = await queries
    .select({ name: rollouts.name })
    .from(rollouts)
    .where(
      sql`${or(eq(rollouts.oldBaseline, id), eq(rollouts.newBaseline, id))}
        and ${rollouts.state} in ('planned', 'running', 'paused')`,
    );
  if (open !== undefined)
    throw new ProblemError(
      'in-use',
      `The rollout ${open.name} moves hosts from or to this baseline.`,
      'Finish, withdraw or forget the rollout first.',
    );
}
