import { verdict } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import type { Accounts } from '@gatehouse/http';
import { parseCertificate } from '@gatehouse/pki';
import { asc, count, desc, eq, type SQL } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { readFeed } from '../store/feed-store.ts';
import { countVerdicts } from '../store/verdict-store.ts';
import { filterConditions } from './filter-conditions.ts';
import type { HgsHandlers } from './hgs-handlers.ts';

const { baselines, tpmHosts, tpmRoots, trustedPolicies, verdicts, waitingHosts } = hgsSchema;

/** Columns that `key:value` tokens of a filter look at. */
const filterColumns = {
  host: verdicts.hostName,
  status: verdicts.status,
  tpm: verdicts.ekHash,
} as const;

/** Columns that the attestation log can be sorted by. */
const sortColumns = {
  at: verdicts.at,
  hostName: verdicts.hostName,
  status: verdicts.status,
} as const;

function orderOf(sort: string | undefined): SQL {
  const key = (sort ?? '-at').replace(/^-/, '');
  const column = Object.hasOwn(sortColumns, key)
    ? sortColumns[key as keyof typeof sortColumns]
    : verdicts.at;
  return (sort ?? '-at').startsWith('-') ? desc(column) : asc(column);
}

/** The feed, the attestation log, the summary and the audit. */
export function feedHandlers(
  context: HgsContext,
  accounts: Accounts,
): Pick<HgsHandlers, 'getFeed' | 'listVerdicts' | 'getHgsSummary' | 'listHgsAudit'> {
  const { db } = context.database;
  return {
    getFeed: async ({ query, signal }) => {
      const until = Date.now() + query.wait * 1000;
      for (;;) {
        const left = until - Date.now();
        // Listening before reading: an entry that comes between the two is not slept through.
        const waited = new AbortController();
        const stop = AbortSignal.any([signal, waited.signal]);
        const announced = left > 0 ? context.announcements.next(left, stop) : Promise.resolve();
        const page = await readFeed(db, query.after, query.limit);
        if (page.entries.length > 0 || left <= 0 || signal.aborted) {
          waited.abort();
          return page;
        }
        await announced;
      }
    },

    listVerdicts: async ({ query }) => {
      const where = filterConditions(query.filter, filterColumns);
      const rows = await db
        .select({ body: verdicts.body })
        .from(verdicts)
        .where(where)
        .orderBy(orderOf(query.sort), desc(verdicts.id))
        .limit(query.limit)
        .offset(query.offset);
      const [total] = await db.select({ n: count() }).from(verdicts).where(where);
      return { items: rows.map(({ body }) => verdict.parse(body)), total: total?.n ?? 0 };
    },

    getHgsSummary: async () => {
      const { key } = await context.signer();
      const today = new Date(context.now());
      today.setUTCHours(0, 0, 0, 0);
      return {
        mode: 'TPM',
        signer: {
          subject: parseCertificate(key.certificate).subject,
          thumbprint: key.thumbprint,
          validUntil: key.validUntil.toISOString(),
        },
        counts: {
          waitingHosts: await db.$count(waitingHosts),
          tpmHosts: await db.$count(tpmHosts),
          baselines: await db.$count(baselines, eq(baselines.enabled, true)),
          codeIntegrityPolicies: await db.$count(
            trustedPolicies,
            eq(trustedPolicies.enabled, true),
          ),
          tpmRoots: await db.$count(tpmRoots),
        },
        attestationsToday: await countVerdicts(db, today),
        consoleUrl: context.consoleUrl,
      };
    },

    listHgsAudit: ({ query }) => accounts.listAudit(query),
  };
}
