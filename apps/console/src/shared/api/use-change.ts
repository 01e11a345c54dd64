import type { hgsRoutes, Route, serverRoutes } from '@gatehouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { type Toast, useToast } from '../ui/Toasts.tsx';
import type { CallOutput } from './api.ts';
import { useCall } from './queries.ts';

interface Done<R extends Route> {
  /** The list that shows the change; without it everything shown is read again. */
  readonly list?: keyof typeof serverRoutes | keyof typeof hgsRoutes | undefined;
  /** What was done, with its undo where there is one. */
  readonly say?: ((answer: CallOutput<R>) => string | Toast) | undefined;
  readonly closed?: ((answer: CallOutput<R>) => void) | undefined;
}

/** A change that a person makes: what shows it is read again, and what was done is said. */
export const useChange = <R extends Route>(route: R, { list, say, closed }: Done<R>) => {
  const queryClient = useQueryClient();
  const toast = useToast();
  return useCall(route, {
    onSuccess: (answer) => {
      queryClient
        .invalidateQueries(
          list === undefined
            ? { predicate: ({ queryKey }) => queryKey[0] !== 'session' }
            : { queryKey: [list] },
        )
        .catch(() => {});
      const said = say?.(answer);
      if (said !== undefined) toast(typeof said === 'string' ? { text: said } : said);
      closed?.(answer);
    },
  });
};
