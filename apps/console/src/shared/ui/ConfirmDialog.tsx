import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { type ReactNode, useId, useState } from 'react';
import { useShared } from '../i18n/i18n.ts';
import { ProblemNotice } from './states.tsx';

interface Props {
  readonly title: string;
  /** What will be lost, or added. */
  readonly children: ReactNode;
  readonly confirm: string;
  /** Has to be typed before the button works; for what cannot be undone. */
  readonly typed?: string | undefined;
  /** What is asked for adds and takes nothing away. */
  readonly adds?: boolean;
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before an action, and names what is lost or added. */
export const ConfirmDialog = ({
  title,
  children,
  confirm,
  typed,
  adds = false,
  busy = false,
  error = null,
  onConfirm,
  onClose,
}: Props) => {
  const t = useShared();
  const titleId = useId();
  const [text, setText] = useState('');
  const ready = typed === undefined || text.trim() === typed;
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onConfirm();
        }}
      >
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4 }}>
          <div>{children}</div>
          {typed !== undefined && (
            <TextField
              label={t('confirm.type', { name: typed })}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoFocus
              autoComplete="off"
              sx={{ mt: 1 }}
            />
          )}
          {error !== null && error !== undefined && <ProblemNotice error={error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} autoFocus={typed === undefined}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            color={adds ? 'primary' : 'error'}
            disabled={!ready || busy}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
