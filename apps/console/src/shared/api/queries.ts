import { hgsRoutes, type Route, serverRoutes } from '@gatehouse/contracts';
import {
  type DefaultError,
  queryOptions,
  type UseMutationOptions,
  useMutation,
} from '@tanstack/react-query';
import type { Api, CallInput, CallOutput } from './api.ts';
import { useApi } from './api-context.ts';

export { ApiContext, useApi } from './api-context.ts';
export { createQueryClient } from './query-client.ts';

/**
 * Queries of one route table. The key is `[route name, input]`, so that what a live topic makes
 * stale can be named by route (see `app/live-updates.ts`).
 */
const readerOf =
  <T extends Readonly<Record<string, Route>>>(table: T) =>
  <N extends keyof T & string>(api: Api, name: N, input: CallInput<T[N]>) =>
    queryOptions<CallOutput<T[N]>>({
      queryKey: [name, input],
      queryFn: ({ signal }) => api.call(routeOf(table, name), input, signal),
    });

const routeOf = <T extends Readonly<Record<string, Route>>, N extends keyof T>(
  table: T,
  name: N,
): T[N] => table[name];

export const serverQuery = readerOf(serverRoutes);
export const hgsQuery = readerOf(hgsRoutes);

/** A mutation of a route; what it makes stale is told by its caller or by the live topics. */
export const useCall = <R extends Route>(
  route: R,
  options: Omit<UseMutationOptions<CallOutput<R>, DefaultError, CallInput<R>>, 'mutationFn'> = {},
) => {
  const api = useApi();
  return useMutation<CallOutput<R>, DefaultError, CallInput<R>>({
    ...options,
    mutationFn: (input) => api.call(route, input),
  });
};
