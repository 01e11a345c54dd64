import { quotedBank } from '@gatehouse/attestation';
import type { HashName } from '@gatehouse/bytes/crypto';
import type { Baseline } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { type Baseline as BootBaseline, baselineOf, parseEventLog } from '@gatehouse/measured-boot';
import { asc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { baselineContent } from '../store/baseline-content.ts';
import { keepEventLog, readEventLog } from '../store/event-log-store.ts';
import type { Queries } from '../store/queries.ts';
import { trustChanged } from '../store/trust-store.ts';
import { eventLogView } from './event-log-view.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, readingFile, withoutConflict } from './problems.ts';

const { baselines } = hgsSchema;
type Row = typeof baselines.$inferSelect;

const view = (row: Row): Baseline => ({
  id: row.id,
  name: row.name,
  eventLog: row.eventLog,
  eventCount: row.eventCount,
  banks: row.banks,
  fixedEvents: row.fixedEvents,
  enabled: row.enabled,
  addedAt: row.addedAt.toISOString(),
  addedBy: row.addedBy,
  lastMatchedAt: row.lastMatchedAt?.toISOString() ?? null,
});

const remedy =
  'Give a TCG log as Get-HgsAttestationBaselinePolicy or Windows (MeasuredBoot) writes it.';

/** Whether a host can match it: hosts quote one bank, and a baseline that fixes nothing says nothing. */
const isUsable = ({ bank, entries }: Pick<BootBaseline, 'bank' | 'entries'>): boolean =>
  bank === quotedBank && entries.length > 0;

export const unusable = (name: string): ProblemError =>
  new ProblemError(
    'conflict',
    `No host can match ${name}: its log fixes nothing in the ${quotedBank} bank, which hosts quote.`,
    `Use a log of a TPM 2.0 with an active ${quotedBank} bank; this one stays for looking at.`,
  );

/** The bank that hosts quote, else any that fixes something, so that the log can be looked at. */
function contentOf(log: ReturnType<typeof parseEventLog>): BootBaseline {
  const banks: readonly HashName[] = [quotedBank, 'sha384', 'sha512', 'sha1'];
  const candidates = banks.map((bank) => baselineOf(log, bank));
  return candidates.find(({ entries }) => entries.length > 0) ?? baselineOf(log, quotedBank);
}

/**
 * Trusts the boot of a log; the caller counts the change of trust in the same transaction. A log that
 * no host can match (SHA-1 only, or without boot events) is kept disabled.
 */
export async function addBaseline(
  queries: Queries,
  input: {
    readonly name: string;
    readonly content: Uint8Array;
    readonly at: Date;
    readonly by: string;
  },
): Promise<Row> {
  const log = readingFile('TCG log', remedy, () => parseEventLog(input.content));
  const content = contentOf(log);
  const [row] = await queries
    .insert(baselines)
    .values({
      name: input.name,
      eventLog: await keepEventLog(queries, input.content),
      eventCount: log.events.length,
      banks: [...log.banks],
      content,
      fixedEvents: content.entries.length,
      enabled: isUsable(content),
      addedAt: input.at,
      addedBy: input.by,
    })
    .returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

/** TPM baselines, and the logs that they and the verdicts come from. */
export function baselineHandlers(
  context: HgsContext,
): Pick<
  HgsHandlers,
  'listBaselines' | 'addBaseline' | 'changeBaseline' | 'removeBaseline' | 'getEventLog'
> {
  const { db } = context.database;
  const changed = (queries: Queries, what: string): Promise<void> =>
    trustChanged(queries, context.now(), { kind: 'trust-changed', what });
  return {
    listBaselines: async () => {
      const rows = await db.select().from(baselines).orderBy(asc(baselines.name));
      return { items: rows.map(view), total: rows.length };
    },

    addBaseline: async ({ body, actor }) => {
      const row = await withoutConflict('There is a baseline of this name already.', () =>
        db.transaction(async (queries) => {
          const added = await addBaseline(queries, {
            name: body.name,
            content: bytesOf(body.content),
            at: context.now(),
            by: actor.username,
          });
          await changed(queries, `baseline ${added.name} added`);
          return added;
        }),
      );
      return view(row);
    },

    changeBaseline: async ({ params, body, subject }) => {
      const row = await db.transaction(async (queries) => {
        const [updated] = await queries
          .update(baselines)
          .set({ enabled: body.enabled })
          .where(eq(baselines.id, params.id))
          .returning();
        if (updated === undefined) throw notFound('baseline');
        if (body.enabled && !isUsable(baselineContent.parse(updated.content)))
          throw unusable(updated.name);
        await changed(queries, `baseline ${updated.name} ${body.enabled ? 'enabled' : 'disabled'}`);
        return updated;
      });
      subject(row.name);
      return view(row);
    },

    removeBaseline: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
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

    getEventLog: async ({ params }) => {
      const content = await readEventLog(db, params.digest);
      if (content === null) throw notFound('event log');
      return readingFile('TCG log', remedy, () => eventLogView(content));
    },
  };
}
