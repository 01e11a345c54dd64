import { type Rollout, rolloutRoutes } from '@gatehouse/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../../shared/api/use-change.ts';
import { useMessages } from '../messages.ts';

/** The steps of a rollout as calls; what can be undone says so, and how. */
export const useRolloutSteps = (rollout: Rollout, closed: () => void) => {
  const t = useMessages();
  const navigate = useNavigate();
  const { id, name } = rollout;
  const words = { name: rollout.new.name, old: rollout.old.name };
  const reopen = useChange(rolloutRoutes.reopenRollout, {
    say: () => t('rollouts.page.reopened'),
  });
  const resume = useChange(rolloutRoutes.resumeRollout, {
    say: () => t('rollouts.page.resumed'),
  });
  const undoneBy = (text: string, { mutate }: typeof reopen | typeof resume) => ({
    text,
    action: { label: t('trust.undo'), run: () => mutate({ params: { id }, body: {} }) },
  });
  return {
    reopen,
    resume,
    start: useChange(rolloutRoutes.startRollout, {
      say: () => t('rollouts.page.started', words),
      closed,
    }),
    pause: useChange(rolloutRoutes.pauseRollout, {
      say: () => undoneBy(t('rollouts.page.paused_done'), resume),
      closed,
    }),
    withdraw: useChange(rolloutRoutes.withdrawRollout, {
      say: () => undoneBy(t('rollouts.page.withdrawn_done', words), reopen),
      closed,
    }),
    finish: useChange(rolloutRoutes.finishRollout, {
      say: () => undoneBy(t('rollouts.page.finished_done', words), reopen),
      closed,
    }),
    forget: useChange(rolloutRoutes.removeRollout, {
      say: () => t('rollouts.page.forgotten', { name }),
      closed: () => {
        navigate({ to: '/rollouts' }).catch(() => {});
      },
    }),
  };
};
