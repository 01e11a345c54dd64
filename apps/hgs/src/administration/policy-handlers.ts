import { policyTable } from '@gatehouse/attestation';
import { policyFactsOf, readPolicy } from '@gatehouse/code-integrity';
import { type BuiltInPolicy, policyFacts, type TrustedPolicy } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { asc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import type { Queries } from '../store/queries.ts';
import { policyStatesOf, trustChanged } from '../store/trust-store.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, readingFile, withoutConflict } from './problems.ts';

const { policyStates, trustedPolicies } = hgsSchema;

const view = (row: typeof trustedPolicies.$inferSelect): TrustedPolicy => ({
  id: row.id,
  name: row.name,
  digests: row.digests,
  facts: row.facts === null ? null : policyFacts.parse(row.facts),
  enabled: row.enabled,
  addedAt: row.addedAt.toISOString(),
  addedBy: row.addedBy,
});

const remedy = 'Give the compiled policy (.p7b, .bin or .cip) that is deployed to the hosts.';

/** VsmRunning has no name of its own in HGS: it goes with Hgs_VsmIdkPresent. */
const shownPolicies = policyTable.filter((row) => row.name.startsWith('Hgs_'));

/** Code integrity policies and the built-in policies. */
export function policyHandlers(
  context: HgsContext,
): Pick<
  HgsHandlers,
  | 'listTrustedPolicies'
  | 'addTrustedPolicy'
  | 'changeTrustedPolicy'
  | 'removeTrustedPolicy'
  | 'listBuiltInPolicies'
  | 'changeBuiltInPolicy'
> {
  const { db } = context.database;
  const changed = (queries: Queries, what: string): Promise<void> =>
    trustChanged(queries, context.now(), { kind: 'trust-changed', what });

  return {
    listTrustedPolicies: async () => {
      const rows = await db.select().from(trustedPolicies).orderBy(asc(trustedPolicies.name));
      return { items: rows.map(view), total: rows.length };
    },

    addTrustedPolicy: async ({ body, actor }) => {
      const facts = readFacts(bytesOf(body.content));
      const row = await withoutConflict('There is a policy of this name already.', () =>
        db.transaction(async (queries) => {
          const [added] = await queries
            .insert(trustedPolicies)
            .values({
              name: body.name,
              // Which of the two Windows measures for a signed policy is not published: both are trusted.
              digests: [...new Set([facts.sha256, facts.contentSha256])],
              facts,
              addedAt: context.now(),
              addedBy: actor.username,
            })
            .returning();
          if (added === undefined) throw new Error('the insert returned no row');
          await changed(queries, `code integrity policy ${added.name} added`);
          return added;
        }),
      );
      return view(row);
    },

    changeTrustedPolicy: async ({ params, body, subject }) => {
      const row = await db.transaction(async (queries) => {
        const [updated] = await queries
          .update(trustedPolicies)
          .set({ enabled: body.enabled })
          .where(eq(trustedPolicies.id, params.id))
          .returning();
        if (updated === undefined) throw notFound('code integrity policy');
        const state = body.enabled ? 'enabled' : 'disabled';
        await changed(queries, `code integrity policy ${updated.name} ${state}`);
        return updated;
      });
      subject(row.name);
      return view(row);
    },

    removeTrustedPolicy: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        const [removed] = await queries
          .delete(trustedPolicies)
          .where(eq(trustedPolicies.id, params.id))
          .returning();
        if (removed === undefined) throw notFound('code integrity policy');
        subject(removed.name);
        await changed(queries, `code integrity policy ${removed.name} removed`);
      });
      return undefined;
    },

    listBuiltInPolicies: async () => {
      const states = policyStatesOf(await db.select().from(policyStates));
      const items = shownPolicies.map(
        ({ name, purpose }): BuiltInPolicy => ({ name, purpose, state: states[name] }),
      );
      return { items, total: items.length };
    },

    changeBuiltInPolicy: async ({ params, body, subject }) => {
      subject(params.name);
      const row = shownPolicies.find((each) => each.name === params.name);
      if (row === undefined) throw notFound('built-in policy');
      if (row.state === 'Locked')
        throw new ProblemError(
          'conflict',
          `${row.name} is locked: without it attestation would prove nothing.`,
          'Change the hosts so that they pass it.',
        );
      const { enabled } = body;
      await db.transaction(async (queries) => {
        await queries
          .insert(policyStates)
          .values({ name: row.name, enabled })
          .onConflictDoUpdate({ target: policyStates.name, set: { enabled } });
        await changed(queries, `policy ${row.name} ${enabled ? 'enabled' : 'disabled'}`);
      });
      return { name: row.name, purpose: row.purpose, state: enabled ? 'Enabled' : 'Disabled' };
    },
  };
}

/** Facts of a policy that hosts can run: only its bytes are measured, so XML is refused. */
function readFacts(content: Uint8Array) {
  const facts = readingFile('code integrity policy', remedy, () =>
    policyFactsOf(readPolicy(content), content),
  );
  if (facts.form === 'xml')
    throw new ProblemError(
      'malformed-file',
      'This is the XML of a policy; hosts measure the compiled file.',
      'Compile it with ConvertFrom-CIPolicy and add the result.',
    );
  return facts;
}
