import { quotedBank } from '@gatehouse/attestation';
import { toHex } from '@gatehouse/bytes';
import type { DumpKey } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { claimedBootFactsOf, parseEventLog } from '@gatehouse/measured-boot';
import { asc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { trustChanged } from '../store/trust-store.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, readingFile, withoutConflict } from './problems.ts';

const { dumpKeys } = hgsSchema;

const view = ({ addedAt, ...row }: typeof dumpKeys.$inferSelect): DumpKey => ({
  ...row,
  addedAt: addedAt.toISOString(),
});

const remedy =
  'Give the SHA-256 of the public key, or the TCG log of a host whose dumps are encrypted with it.';

/** Keys that dumps may be encrypted with (Add-HgsAttestationDumpPolicy): what Hgs_DumpEncryptionKey asks for. */
export function dumpKeyHandlers(
  context: HgsContext,
): Pick<HgsHandlers, 'listDumpKeys' | 'addDumpKey' | 'removeDumpKey'> {
  const { db } = context.database;
  return {
    listDumpKeys: async () => {
      const rows = await db.select().from(dumpKeys).orderBy(asc(dumpKeys.name));
      return { items: rows.map(view), total: rows.length };
    },

    addDumpKey: async ({ body, actor, subject }) => {
      subject(body.name);
      const digest = body.publicKeyHash ?? digestInLog(body.log);
      const at = context.now();
      const row = await withoutConflict('This name or this key is trusted already.', () =>
        db.transaction(async (queries) => {
          const [added] = await queries
            .insert(dumpKeys)
            .values({ name: body.name, digest, addedAt: at, addedBy: actor.username })
            .returning();
          if (added === undefined) throw new Error('the insert returned no row');
          const what = `dump encryption key ${added.name} added`;
          await trustChanged(queries, at, { kind: 'trust-changed', what });
          return added;
        }),
      );
      return view(row);
    },

    removeDumpKey: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        const [removed] = await queries
          .delete(dumpKeys)
          .where(eq(dumpKeys.id, params.id))
          .returning();
        if (removed === undefined) throw notFound('dump encryption key');
        subject(removed.name);
        const what = `dump encryption key ${removed.name} removed`;
        await trustChanged(queries, context.now(), { kind: 'trust-changed', what });
      });
      return undefined;
    },
  };
}

/** The key that a host measured, by its own claim: an administrator decides whether to trust it. */
function digestInLog(content: string | undefined): string {
  if (content === undefined)
    throw new ProblemError('invalid-request', 'No dump encryption key was given.', remedy);
  const { dumpKeyDigest } = readingFile('TCG log', remedy, () =>
    claimedBootFactsOf(parseEventLog(bytesOf(content)), quotedBank),
  );
  if (dumpKeyDigest === null)
    throw new ProblemError(
      'malformed-file',
      'The TCG log names no dump encryption key: dumps were off or not encrypted at that start.',
      remedy,
    );
  return toHex(dumpKeyDigest);
}
