import type { Route, serverRoutes } from '@gatehouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import type { CallOutput } from '../../shared/api/api.ts';
import { useCall } from '../../shared/api/queries.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';

interface Done<R extends Route> {
  /** The list that shows the change. */
  readonly list: keyof typeof serverRoutes;
  readonly say: (answer: CallOutput<R>) => string;
  readonly closed: () => void;
}

/** A change of a list of settings: the list is read again, and what was done is said. */
export const useChange = <R extends Route>(route: R, { list, say, closed }: Done<R>) => {
  const queryClient = useQueryClient();
  const toast = useToast();
  return useCall(route, {
    onSuccess: (answer) => {
      queryClient.invalidateQueries({ queryKey: [list] }).catch(() => {});
      toast({ text: say(answer) });
      closed();
    },
  });
};
