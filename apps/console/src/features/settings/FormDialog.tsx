import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, type SubmitEvent, useId } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { type Script, ViewScript } from '../../shared/ui/ViewScript.tsx';

interface Props {
  readonly title: string;
  readonly submit: string;
  readonly ready?: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly script: () => Script;
  readonly onSubmit: (event: SubmitEvent<HTMLFormElement>) => unknown;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog: it stays open, with what was typed, until the server has agreed. */
export const FormDialog = (props: Props) => {
  const { title, submit, ready = true, busy, error, script, onSubmit, onClose, children } = props;
  const shared = useShared();
  const titleId = useId();
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSubmit(event);
        }}
      >
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4, '&&': { paddingTop: 2 } }}>
          {children}
          {error !== null && <ProblemNotice error={error} />}
        </DialogContent>
        <DialogActions sx={{ flexWrap: 'wrap' }}>
          <ViewScript script={script} disabled={!ready} />
          <Button onClick={onClose}>{shared('action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!ready || busy}>
            {submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
