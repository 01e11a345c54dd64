import { type Database, serverSchema } from '@gatehouse/database';
import type { ConnectHost, HostConnection } from '@gatehouse/fabric';
import { eq } from 'drizzle-orm';
import type { CredentialsVault } from './credentials-vault.ts';

export interface HostToConnect {
  readonly name: string;
  readonly runAsAccountId: string;
}

/** Connects to a host with its Run As account. */
export type ConnectToHost = (host: HostToConnect) => Promise<HostConnection>;

export const createConnectToHost = (options: {
  readonly db: Database;
  readonly vault: CredentialsVault;
  readonly connectHost: ConnectHost;
}): ConnectToHost & { forget(accountId?: string): void } => {
  const { runAsAccounts } = serverSchema;
  const credentials = new Map<string, Promise<{ username: string; password: string }>>();
  const read = async (id: string) => {
    const [row] = await options.db.select().from(runAsAccounts).where(eq(runAsAccounts.id, id));
    if (row === undefined) throw new Error('The Run As account of the host is gone.');
    return { username: row.username, password: options.vault.open(id, row.secret) };
  };
  const connect = async ({ name, runAsAccountId }: HostToConnect) => {
    const known = credentials.get(runAsAccountId) ?? read(runAsAccountId);
    credentials.set(runAsAccountId, known);
    try {
      return options.connectHost({ name, ...(await known) });
    } catch (error) {
      credentials.delete(runAsAccountId);
      throw error;
    }
  };
  const forget = (accountId?: string) => {
    if (accountId === undefined) credentials.clear();
    else credentials.delete(accountId);
  };
  return Object.assign(connect, { forget });
};
