import { sessionRoutes } from '@gatehouse/contracts';
import { useCall } from '../../shared/api/queries.ts';
import type { Domain } from '../../shared/session/session.ts';

const routes = { fabric: sessionRoutes('/api'), guardian: sessionRoutes('/Administration') };

/** Ends the session; the page is loaded anew, so that nothing of it stays in memory. */
export const useSignOut = (domain: Domain) => {
  const end = useCall(routes[domain].signOut, { onSettled: () => location.assign('/sign-in') });
  return () => end.mutate({});
};
