import type { TpmRoot } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { parseCertificate } from '@gatehouse/pki';
import { asc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { trustChanged } from '../store/trust-store.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, readingFile, withoutConflict } from './problems.ts';

const { tpmRoots } = hgsSchema;

const view = (row: typeof tpmRoots.$inferSelect): TpmRoot => ({
  id: row.id,
  subject: row.subject,
  thumbprint: row.thumbprint,
  validUntil: row.validUntil.toISOString(),
  addedAt: row.addedAt.toISOString(),
});

const remedy = 'Give one CA certificate of a TPM manufacturer, DER or PEM.';

/** TPM manufacturer roots (the stores TrustedTPM_RootCA and TrustedTPM_IntermediateCA). */
export function rootHandlers(
  context: HgsContext,
): Pick<HgsHandlers, 'listTpmRoots' | 'addTpmRoot' | 'removeTpmRoot'> {
  const { db } = context.database;
  return {
    listTpmRoots: async () => {
      const rows = await db.select().from(tpmRoots).orderBy(asc(tpmRoots.subject));
      return { items: rows.map(view), total: rows.length };
    },

    addTpmRoot: async ({ body, subject }) => {
      const certificate = readingFile('certificate', remedy, () =>
        parseCertificate(bytesOf(body.content)),
      );
      subject(certificate.subject);
      const at = context.now();
      if (!certificate.isCa || !certificate.maySignCertificates)
        throw new ProblemError(
          'malformed-file',
          `${certificate.subject} is no CA certificate.`,
          remedy,
        );
      if (certificate.notAfter < at)
        throw new ProblemError('malformed-file', `${certificate.subject} has expired.`, remedy);
      const row = await withoutConflict('This certificate is trusted already.', () =>
        db.transaction(async (queries) => {
          const [added] = await queries
            .insert(tpmRoots)
            .values({
              subject: certificate.subject,
              thumbprint: certificate.thumbprint,
              certificate: certificate.der,
              validUntil: certificate.notAfter,
              addedAt: at,
            })
            .returning();
          if (added === undefined) throw new Error('the insert returned no row');
          const what = `TPM root ${added.subject} added`;
          await trustChanged(queries, at, { kind: 'trust-changed', what });
          return added;
        }),
      );
      return view(row);
    },

    removeTpmRoot: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        const [removed] = await queries
          .delete(tpmRoots)
          .where(eq(tpmRoots.id, params.id))
          .returning();
        if (removed === undefined) throw notFound('TPM root');
        subject(removed.subject);
        const what = `TPM root ${removed.subject} removed`;
        await trustChanged(queries, context.now(), { kind: 'trust-changed', what });
      });
      return undefined;
    },
  };
}
