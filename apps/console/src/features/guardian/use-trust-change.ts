import type { Route } from '@gatehouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCall } from '../../shared/api/queries.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';

/** A change of what HGS trusts: afterwards everything shown is read again. */
export const useTrustChange = <R extends Route>(
  route: R,
  done: { readonly say?: (() => string) | undefined; readonly closed?: () => void },
) => {
  const queryClient = useQueryClient();
  const toast = useToast();
  return useCall(route, {
    onSuccess: () => {
      queryClient
        .invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
        .catch(() => {});
      if (done.say !== undefined) toast({ text: done.say() });
      done.closed?.();
    },
  });
};
