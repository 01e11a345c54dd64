import type { ServerRole } from '@gatehouse/contracts';
import type { Accounts } from '@gatehouse/http';

/** Accounts that tell when a session or a user ends, so that the live lines end with them. */
export const accountsWithEndings = (
  accounts: Accounts<ServerRole>,
  onEnd: (ended: { readonly csrfToken?: string; readonly userId?: string }) => void,
): Accounts<ServerRole> => ({
  ...accounts,
  signOut: async (token) => {
    const session = await accounts.sessionOf(token);
    await accounts.signOut(token);
    if (session !== null) onEnd({ csrfToken: session.csrfToken });
  },
  removeUser: async (id) => {
    const removed = await accounts.removeUser(id);
    onEnd({ userId: id });
    return removed;
  },
});
