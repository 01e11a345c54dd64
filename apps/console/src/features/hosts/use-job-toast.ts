import { useNavigate } from '@tanstack/react-router';
import { toProblem } from '../../shared/api/problem-error.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';

/** Tells that a job has started, with the way to it; or why it was refused. */
export const useJobToast = () => {
  const shared = useShared();
  const toast = useToast();
  const navigate = useNavigate();
  return {
    started: (kind: string, jobId: string) =>
      toast({
        text: shared('jobs.started_toast', { kind }),
        action: {
          label: shared('jobs.show'),
          run: () => navigate({ to: `/jobs/${jobId}` }).catch(() => {}),
        },
      }),
    refused: (error: unknown) => toast({ text: toProblem(error).detail, kind: 'failed' }),
  };
};
