import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { useMessages } from './messages.ts';

interface Props {
  readonly title: string;
  /** What happens, and to whom. */
  readonly text: string;
  readonly confirm: string;
  /** Has to be typed as well, where hosts fail by it. */
  readonly typed?: string | undefined;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why: the reason is kept with what is done. */
export const ReasonDialog = (props: Props) => {
  const { title, text, confirm, typed, busy, error, onConfirm, onClose } = props;
  const t = useMessages();
  const shared = useShared();
  const titleId = useId();
  const [reason, setReason] = useState('');
  const [name, setName] = useState('');
  const ready = reason.trim() !== '' && (typed === undefined || name.trim() === typed);
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onConfirm(reason.trim());
        }}
      >
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4 }}>
          <Typography>{text}</Typography>
          <TextField
            label={t('baselines.reason')}
            helperText={t('baselines.reasonHelp')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            autoFocus
            multiline
            slotProps={{ htmlInput: { maxLength: 500 } }}
          />
          {typed !== undefined && (
            <TextField
              label={shared('confirm.type', { name: typed })}
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
            />
          )}
          {error !== null && <ProblemNotice error={error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{shared('action.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color={typed === undefined ? 'primary' : 'error'}
            disabled={!ready || busy}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
