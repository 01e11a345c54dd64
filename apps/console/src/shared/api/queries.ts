import { hgsRoutes, type Route, serverRoutes } from '@gatehouse/contracts';
import {
  type DefaultError,
  QueryClient,
  queryOptions,
  type UseMutationOptions,
  useMutation,
} from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Api, CallInput, CallOutput } from './api.ts';
import { ProblemError } from './problem-error.ts';

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

const isRefusal = (error: unknown) => error instanceof ProblemError && error.problem.status < 500;

/** Data stays until a live topic says it is stale; without the live line it is re-read by age. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => !isRefusal(error) && failures < 2,
        retryDelay: (failures) => 500 * 2 ** failures,
        throwOnError: false,
      },
      mutations: { retry: false },
    },
  });

export const ApiContext = createContext<Api | null>(null);

export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('ApiContext is missing');
  return api;
};

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
