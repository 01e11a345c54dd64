import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem-error.ts';

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
