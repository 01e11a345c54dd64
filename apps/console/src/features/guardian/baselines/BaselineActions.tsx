import { type Baseline, baselineRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useChange } from '../../../shared/api/use-change.ts';
import { useShared } from '../../../shared/i18n/i18n.ts';
import { RemoveButton } from '../../../shared/ui/RemoveButton.tsx';
import { ProblemNotice } from '../../../shared/ui/states.tsx';
import { useMessages } from '../messages.ts';
import { ReasonDialog } from '../ReasonDialog.tsx';
import { stateOf } from './baseline-state.ts';

/** Who answers for a baseline, and what is known of it. */
export const AboutDialog = ({
  baseline: { id, name, owner, note },
  onClose,
}: {
  readonly baseline: Baseline;
  readonly onClose: () => void;
}) => {
  const t = useMessages();
  const shared = useShared();
  const titleId = useId();
  const [words, setWords] = useState({ owner, note });
  const change = useChange(baselineRoutes.changeBaseline, { closed: onClose });
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ params: { id }, body: words });
        }}
      >
        <DialogTitle id={titleId}>{t('baselines.editTitle', { name })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4 }}>
          <TextField
            label={t('baselines.owner')}
            helperText={t('baselines.ownerHelp')}
            value={words.owner}
            onChange={(event) => setWords({ ...words, owner: event.target.value })}
            slotProps={{ htmlInput: { maxLength: 128 } }}
            sx={{ mt: 1 }}
          />
          <TextField
            label={t('baselines.note')}
            helperText={t('accept.noteHelp')}
            value={words.note}
            onChange={(event) => setWords({ ...words, note: event.target.value })}
            multiline
            minRows={2}
            slotProps={{ htmlInput: { maxLength: 2000 } }}
          />
          {change.error !== null && <ProblemNotice error={change.error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{shared('action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={change.isPending}>
            {t('baselines.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};

const Retire = ({ baseline: { id, name, hosts } }: { readonly baseline: Baseline }) => {
  const t = useMessages();
  const [asking, setAsking] = useState(false);
  const restore = useChange(baselineRoutes.changeBaseline, {
    say: () => t('baselines.restored', { name }),
  });
  const retire = useChange(baselineRoutes.changeBaseline, {
    say: () => ({
      text: t('baselines.retired', { name }),
      action: {
        label: t('trust.undo'),
        run: () => restore.mutate({ params: { id }, body: { enabled: true } }),
      },
    }),
    closed: () => setAsking(false),
  });
  return (
    <>
      <Button variant="outlined" onClick={() => setAsking(true)}>
        {t('baselines.retire')}
      </Button>
      {asking && (
        <ReasonDialog
          title={t('baselines.retireTitle', { name })}
          text={t('baselines.retireText', { count: hosts })}
          confirm={t('baselines.retireConfirm')}
          typed={hosts > 0 ? name : undefined}
          busy={retire.isPending}
          error={retire.error}
          onConfirm={(reason) =>
            retire.mutate({ params: { id }, body: { enabled: false, reason } })
          }
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
};

const Restore = ({ baseline }: { readonly baseline: Baseline }) => {
  const t = useMessages();
  const { id, name } = baseline;
  const change = useChange(baselineRoutes.changeBaseline, {
    say: () => t('baselines.restored', { name }),
  });
  return (
    <Button
      variant="outlined"
      disabled={change.isPending}
      onClick={() => change.mutate({ params: { id }, body: { enabled: true } })}
    >
      {stateOf(baseline) === 'candidate' ? t('baselines.trustIt') : t('baselines.restore')}
    </Button>
  );
};

/** What can be done with one baseline, by its state. */
export const BaselineActions = ({ baseline }: { readonly baseline: Baseline }) => {
  const t = useMessages();
  const navigate = useNavigate();
  const { id, name, eventLog } = baseline;
  const state = stateOf(baseline);
  const go = (to: '/baselines/new' | '/rollouts/new', search: object) => () => {
    navigate({ to, search }).catch(() => {});
  };
  return (
    <>
      <RemoveButton
        route={baselineRoutes.removeBaseline}
        id={id}
        name={name}
        title={t('baselines.removeTitle', { name })}
        text={t('baselines.removeText')}
        removed={() => {
          navigate({ to: '/baselines' }).catch(() => {});
        }}
      />
      <Button onClick={go('/baselines/new', { log: eventLog, supersedes: id })}>
        {t('baselines.newVersion')}
      </Button>
      {state === 'trusted' && <Retire key={id} baseline={baseline} />}
      {(state === 'retired' || state === 'candidate') && <Restore baseline={baseline} />}
      {state === 'trusted' && (
        <Button variant="contained" onClick={go('/rollouts/new', { old: id })}>
          {t('baselines.planRollout')}
        </Button>
      )}
    </>
  );
};
