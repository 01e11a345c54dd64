import type { Rollout } from '@gatehouse/contracts';
import { ConfirmDialog } from '../../../shared/ui/ConfirmDialog.tsx';
import { useMessages } from '../messages.ts';
import { ReasonDialog } from '../ReasonDialog.tsx';
import { totalOf } from './rollout-state.ts';
import type { useRolloutSteps } from './use-rollout-steps.ts';

export type AskedStep = 'start' | 'pause' | 'withdraw' | 'finish' | 'forget';

interface Props {
  readonly rollout: Rollout;
  readonly asked: AskedStep;
  readonly steps: ReturnType<typeof useRolloutSteps>;
  readonly onClose: () => void;
}

/** Asks before a step, and says what it does to whom. A name is typed where hosts fail by it. */
export const RolloutDialog = ({ rollout, asked, steps, onClose }: Props) => {
  const t = useMessages();
  const { name, progress } = rollout;
  const [old, fresh] = [rollout.old.name, rollout.new.name];
  const params = { id: rollout.id };
  const { isPending: busy, error } = steps[asked];
  const common = { busy, error, onClose, confirm: t(`rollouts.page.${asked}Confirm`) };
  switch (asked) {
    case 'start':
      return (
        <ConfirmDialog
          {...common}
          adds
          title={t('rollouts.page.startTitle', { name: fresh })}
          onConfirm={() => steps.start.mutate({ params, body: {} })}
        >
          {t('rollouts.page.startText', { old, new: fresh })}
        </ConfirmDialog>
      );
    case 'pause':
      return (
        <ReasonDialog
          {...common}
          title={t('rollouts.page.pauseTitle', { name })}
          text={t('rollouts.page.pauseText')}
          onConfirm={(reason) => steps.pause.mutate({ params, body: { reason } })}
        />
      );
    case 'withdraw':
      return (
        <ReasonDialog
          {...common}
          title={t('rollouts.page.withdrawTitle', { name: fresh })}
          text={t('rollouts.page.withdrawText', { count: progress.moved })}
          typed={progress.moved > 0 ? fresh : undefined}
          onConfirm={(reason) => steps.withdraw.mutate({ params, body: { reason } })}
        />
      );
    case 'finish':
      return (
        <ReasonDialog
          {...common}
          title={t('rollouts.page.finishTitle', { name: old })}
          text={t('rollouts.page.finishText', { count: totalOf(rollout) - progress.moved })}
          typed={old}
          onConfirm={(reason) =>
            steps.finish.mutate({ params, body: { reason, leaveBehind: true } })
          }
        />
      );
    case 'forget':
      return (
        <ConfirmDialog
          {...common}
          title={t('rollouts.page.forgetTitle', { name })}
          typed={name}
          onConfirm={() => steps.forget.mutate({ params })}
        >
          {t('rollouts.page.forgetText')}
        </ConfirmDialog>
      );
  }
};
