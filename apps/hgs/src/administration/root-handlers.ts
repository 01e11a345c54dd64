import type { TpmRoot } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import {
  type Certificate,
  isSelfIssued,
  mayIssue,
  parseCertificate,
  verifyPath,
} from '@gatehouse/pki';
import { asc, eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { type SharedTrust, trustChanged } from '../store/trust-store.ts';
import { pathView } from './certificate-path-view.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { bytesOf, notFound, readingFile, withoutConflict } from './problems.ts';

const { tpmRoots } = hgsSchema;

const view = (row: typeof tpmRoots.$inferSelect, trust: SharedTrust, at: Date): TpmRoot => ({
  id: row.id,
  ...standingOf(parseCertificate(row.certificate), trust, at),
  subject: row.subject,
  thumbprint: row.thumbprint,
  validUntil: row.validUntil.toISOString(),
  addedAt: row.addedAt.toISOString(),
});

const kindOf = (certificate: Certificate): TpmRoot['kind'] =>
  isSelfIssued(certificate) ? 'root' : 'intermediate';

/** Whether paths end here, or lead on to a root that is trusted. */
function standingOf(
  certificate: Certificate,
  { roots: anchors, intermediates }: SharedTrust,
  at: Date,
): Pick<TpmRoot, 'kind' | 'certificatePath'> {
  const path = verifyPath(certificate, { anchors, intermediates, at });
  return {
    kind: kindOf(certificate),
    certificatePath: pathView(certificate, path),
  };
}

const remedy = 'Give one CA certificate of a TPM manufacturer, DER or PEM.';

/** TPM manufacturer roots (the stores TrustedTPM_RootCA and TrustedTPM_IntermediateCA). */
export function rootHandlers(
  context: HgsContext,
): Pick<HgsHandlers, 'listTpmRoots' | 'addTpmRoot' | 'removeTpmRoot'> {
  const { db } = context.database;
  return {
    listTpmRoots: async () => {
      const trust = await context.readTrust(db);
      const rows = await db.select().from(tpmRoots).orderBy(asc(tpmRoots.subject));
      const at = context.now();
      return { items: rows.map((row) => view(row, trust, at)), total: rows.length };
    },

    addTpmRoot: async ({ body, subject }) => {
      const certificate = readingFile('certificate', remedy, () =>
        parseCertificate(bytesOf(body.content)),
      );
      subject(certificate.subject);
      const at = context.now();
      if (!mayIssue(certificate))
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
          const what = `TPM ${kindOf(certificate)} ${added.subject} added`;
          await trustChanged(queries, at, { kind: 'trust-changed', what });
          return added;
        }),
      );
      return view(row, await context.readTrust(db), at);
    },

    removeTpmRoot: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        const [removed] = await queries
          .delete(tpmRoots)
          .where(eq(tpmRoots.id, params.id))
          .returning();
        if (removed === undefined) throw notFound('TPM root');
        subject(removed.subject);
        const what = `TPM ${kindOf(parseCertificate(removed.certificate))} ${removed.subject} removed`;
        await trustChanged(queries, context.now(), { kind: 'trust-changed', what });
      });
      return undefined;
    },
  };
}
