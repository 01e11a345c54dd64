import { hostRoutes } from '@gatehouse/contracts';
import { useNavigate } from '@tanstack/react-router';
import { toProblem } from '../../shared/api/problem-error.ts';
import { useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';

/** Repairs hosts as one job; a toast leads to it, or says why it was refused. */
export const useRepair = () => {
  const t = useShared();
  const toast = useToast();
  const navigate = useNavigate();
  const call = useCall(hostRoutes.actOnHosts, {
    onSuccess: ({ jobId }) =>
      toast({
        text: t('jobs.started_toast', { kind: t('jobKind.repair') }),
        action: {
          label: t('jobs.show'),
          run: () => {
            navigate({ to: '/jobs/$id', params: { id: jobId } }).catch(() => {});
          },
        },
      }),
    onError: (error) => toast({ text: toProblem(error).detail, kind: 'failed' }),
  });
  return {
    isPending: call.isPending,
    run: (ids: readonly string[]) => call.mutate({ body: { action: 'repair', ids: [...ids] } }),
  };
};
