import { randomUUID } from 'node:crypto';
import { type Database, serverSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { asc, eq } from 'drizzle-orm';
import type { Fleet } from '../../fleet/fleet.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import type { CredentialsVault } from '../../hosts/credentials-vault.ts';
import { onUnique } from '../../unique-violation.ts';

const { runAsAccounts } = serverSchema;

export const runAsAccountHandlers = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
  readonly vault: CredentialsVault;
  /** Connections with the old password are made anew. */
  readonly onChanged: (accountId: string) => void;
}): FeatureHandlers<
  'listRunAsAccounts' | 'addRunAsAccount' | 'changeRunAsAccount' | 'removeRunAsAccount'
> => {
  const { db, fleet, vault } = options;
  const usedBy = (id: string) =>
    [...fleet.hosts()].filter(({ record }) => record.runAsAccountId === id).length;
  const shown = ({ id, name, username, addedAt }: typeof runAsAccounts.$inferSelect) => ({
    id,
    name,
    username,
    usedBy: usedBy(id),
    addedAt: addedAt.toISOString(),
  });
  const taken = (name: string) =>
    new ProblemError(
      'conflict',
      `There is a Run As account ${name} already.`,
      'Choose another name, or change the account that there is.',
      [{ path: 'name', message: 'is taken' }],
    );
  const gone = () =>
    new ProblemError('not-found', 'There is no such Run As account.', 'Load the list again.');
  return {
    listRunAsAccounts: async () => {
      const rows = await db.select().from(runAsAccounts).orderBy(asc(runAsAccounts.name));
      return { items: rows.map(shown), total: rows.length };
    },
    addRunAsAccount: async ({ body, subject }) => {
      subject(body.name);
      const id = randomUUID();
      const secret = vault.seal(id, body.password);
      const { name, username } = body;
      const [row] = await onUnique(
        db.insert(runAsAccounts).values({ id, name, username, secret }).returning(),
        () => taken(name),
      );
      if (row === undefined) throw gone();
      fleet.touch('run-as-accounts');
      return shown(row);
    },
    changeRunAsAccount: async ({ params: { id }, body, subject }) => {
      subject(body.name);
      const { name, username } = body;
      const secret = vault.seal(id, body.password);
      const [row] = await onUnique(
        db
          .update(runAsAccounts)
          .set({ name, username, secret })
          .where(eq(runAsAccounts.id, id))
          .returning(),
        () => taken(name),
      );
      if (row === undefined) throw gone();
      options.onChanged(id);
      fleet.touch('run-as-accounts');
      return shown(row);
    },
    removeRunAsAccount: async ({ params: { id }, subject }) => {
      const [row] = await db.select().from(runAsAccounts).where(eq(runAsAccounts.id, id));
      if (row === undefined) throw gone();
      subject(row.name);
      const used = usedBy(id);
      if (used > 0) {
        throw new ProblemError(
          'in-use',
          `${used} hosts use the Run As account ${row.name}.`,
          'Give these hosts another account first.',
        );
      }
      await db.delete(runAsAccounts).where(eq(runAsAccounts.id, id));
      fleet.touch('run-as-accounts');
      return undefined;
    },
  };
};
