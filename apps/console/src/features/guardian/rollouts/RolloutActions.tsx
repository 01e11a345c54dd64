import type { Rollout } from '@gatehouse/contracts';
import Button, { type ButtonProps } from '@mui/material/Button';
import { useState } from 'react';
import { useMessages } from '../messages.ts';
import { type AskedStep, RolloutDialog } from './RolloutDialog.tsx';
import { useRolloutSteps } from './use-rollout-steps.ts';

type Action = AskedStep | 'resume' | 'reopen' | 'finishReady';

/** What can be done in each state; the step to take next is last and filled. */
const actionsOf = ({ state, readyToFinish }: Rollout): readonly Action[] => {
  const end: Action = readyToFinish ? 'finishReady' : 'finish';
  return (
    {
      planned: ['forget', 'start'],
      running: ['withdraw', 'pause', end],
      paused: ['withdraw', end, 'resume'],
      withdrawn: ['forget', 'reopen'],
      finished: ['forget', 'reopen'],
    } as const
  )[state];
};

const filled: readonly Action[] = ['start', 'finishReady', 'resume'];
const variantOf = (action: Action): NonNullable<ButtonProps['variant']> =>
  filled.includes(action) ? 'contained' : action === 'reopen' ? 'outlined' : 'text';

/** The steps that can be taken from here. */
export const RolloutActions = ({ rollout }: { readonly rollout: Rollout }) => {
  const t = useMessages();
  const [asked, setAsked] = useState<AskedStep | null>(null);
  const close = () => setAsked(null);
  const steps = useRolloutSteps(rollout, close);
  const params = { id: rollout.id };
  const reason = t('rollouts.page.allMoved');
  const act = (action: Action) => {
    if (action === 'resume') steps.resume.mutate({ params, body: {} });
    else if (action === 'reopen') steps.reopen.mutate({ params, body: {} });
    else if (action === 'finishReady') steps.finish.mutate({ params, body: { reason } });
    else {
      steps[action].reset();
      setAsked(action);
    }
  };
  return (
    <>
      {actionsOf(rollout).map((action) => (
        <Button
          key={action}
          variant={variantOf(action)}
          disabled={Object.values(steps).some(({ isPending }) => isPending)}
          onClick={() => act(action)}
        >
          {t(`rollouts.page.${action}`)}
        </Button>
      ))}
      {asked !== null && (
        <RolloutDialog rollout={rollout} asked={asked} steps={steps} onClose={close} />
      )}
    </>
  );
};
