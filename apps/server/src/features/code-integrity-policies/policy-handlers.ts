import { fromBase64, MalformedError } from '@gatehouse/bytes';
import { policyFactsOf, readPolicy } from '@gatehouse/code-integrity';
import type { PolicyFacts } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { desc, eq } from 'drizzle-orm';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import type { FileStore } from '../../library/file-store.ts';
import { onUnique } from '../../unique-violation.ts';

const { codeIntegrityPolicies } = serverSchema;

export const policyHandlers = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
  readonly files: FileStore;
  /** The library changed: fold with it, here and in the other replicas. */
  readonly onChanged: () => Promise<void>;
}): FeatureHandlers<
  | 'listCodeIntegrityPolicies'
  | 'addCodeIntegrityPolicy'
  | 'inspectCodeIntegrityPolicy'
  | 'removeCodeIntegrityPolicy'
> => {
  const { db, fleet, files } = options;
  const usedBy = (id: string) =>
    [...fleet.hosts()].filter(({ record }) => record.codeIntegrityPolicyId === id).length;
  const shown = (row: typeof codeIntegrityPolicies.$inferSelect) => {
    const notDeployableReason = notDeployable(row.facts);
    return {
      id: row.id,
      name: row.name,
      fileName: row.fileName,
      facts: row.facts,
      deployable: notDeployableReason === null,
      notDeployableReason,
      usedBy: usedBy(row.id),
      addedAt: row.addedAt.toISOString(),
      addedBy: row.addedBy,
    };
  };
  return {
    listCodeIntegrityPolicies: async ({ query: { limit, offset, filter } }) => {
      const rows = await db
        .select()
        .from(codeIntegrityPolicies)
        .orderBy(desc(codeIntegrityPolicies.addedAt));
      const words = (filter ?? '').toLowerCase().split(/\s+/);
      const found = rows.filter(({ name, fileName }) =>
        words.every((word) => `${name} ${fileName}`.toLowerCase().includes(word)),
      );
      return { items: found.slice(offset, offset + limit).map(shown), total: found.length };
    },
    addCodeIntegrityPolicy: async ({ body, actor, subject }) => {
      subject(body.name);
      const { bytes, facts } = factsOf(body.content);
      const file = await files.put(bytes);
      const { name, fileName } = body;
      const [row] = await onUnique(
        db
          .insert(codeIntegrityPolicies)
          .values({ name, fileName, file, facts, addedBy: actor.username })
          .returning(),
        () =>
          new ProblemError(
            'conflict',
            `There is a policy ${name} already.`,
            'Choose another name for this one.',
            [{ path: 'name', message: 'is taken' }],
          ),
      );
      await options.onChanged();
      if (row === undefined) throw new Error('an inserted policy was not returned');
      return shown(row);
    },
    inspectCodeIntegrityPolicy: async ({ body, subject }) => {
      subject(body.fileName);
      return factsOf(body.content).facts;
    },
    removeCodeIntegrityPolicy: async ({ params: { id }, subject }) => {
      const [row] = await db
        .select()
        .from(codeIntegrityPolicies)
        .where(eq(codeIntegrityPolicies.id, id));
      if (row === undefined) {
        throw new ProblemError('not-found', 'There is no such policy.', 'Load the list again.');
      }
      subject(row.name);
      const used = usedBy(id);
      if (used > 0) {
        throw new ProblemError(
          'in-use',
          `${used} hosts are configured with ${row.name}.`,
          'Give these hosts another policy first.',
        );
      }
      await db.delete(codeIntegrityPolicies).where(eq(codeIntegrityPolicies.id, id));
      await options.onChanged();
      return undefined;
    },
  };
};

const factsOf = (content: string): { readonly bytes: Uint8Array; readonly facts: PolicyFacts } => {
  const bytes = fromBase64(content);
  try {
    return { bytes, facts: policyFactsOf(readPolicy(bytes), bytes) };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ProblemError(
      'malformed-file',
      `The file is not a code integrity policy: ${error.message}`,
      'Choose the compiled policy (.p7b, .bin, .cip) or its XML.',
    );
  }
};

const notDeployable = ({ form, kind }: PolicyFacts): string | null => {
  if (form === 'xml') {
    return 'A host takes the compiled form: run ConvertFrom-CIPolicy on this file and add the result.';
  }
  return kind === 'base'
    ? null
    : 'Guarded hosts take one base policy; this one supplements another.';
};
