import type { ServerRole } from '@gatehouse/contracts';
import type { Accounts, StoredUser } from '@gatehouse/http';
import type { FeatureHandlers } from '../../handler-table.ts';

export const userHandlers = (
  accounts: Accounts<ServerRole>,
): FeatureHandlers<'listUsers' | 'addUser' | 'removeUser'> => ({
  listUsers: async () => {
    const items = (await accounts.listUsers()).map(shown);
    return { items, total: items.length };
  },
  addUser: async ({ body, subject }) => {
    subject(body.username);
    return shown(await accounts.addUser(body));
  },
  removeUser: async ({ params, subject }) => {
    const removed = await accounts.removeUser(params.id);
    subject(removed.username);
    return undefined;
  },
});

const shown = (user: StoredUser<ServerRole>) => ({
  id: user.id,
  username: user.username,
  role: user.role,
  createdAt: user.createdAt.toISOString(),
  lastSignIn: user.lastSignIn?.toISOString() ?? null,
});
