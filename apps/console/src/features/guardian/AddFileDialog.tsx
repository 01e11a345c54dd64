import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { type ReactNode, useId, useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { FileDrop, type PickedFile } from '../../shared/ui/FileDrop.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';

interface Props {
  readonly title: string;
  readonly fileLabel: string;
  readonly accept: string;
  readonly maxBytes: number;
  /** Null for files that need no name of ours. */
  readonly nameLabel: string | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (name: string, file: PickedFile) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** The name of a file without folder and ending: a sensible first name of what is in it. */
const stem = (fileName: string): string => fileName.replace(/\.[^.]*$/, '').slice(0, 64);

/** Takes a file and, where it needs one, a name. What was typed stays through an error. */
export const AddFileDialog = (props: Props) => {
  const t = useShared();
  const titleId = useId();
  const [name, setName] = useState('');
  const [file, setFile] = useState<PickedFile | null>(null);
  const ready = file !== null && (props.nameLabel === null || name.trim() !== '');
  return (
    <Dialog open onClose={props.onClose} maxWidth="sm" aria-labelledby={titleId}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !props.busy) props.onSubmit(name.trim(), file);
        }}
      >
        <DialogTitle id={titleId}>{props.title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4 }}>
          <FileDrop
            label={props.fileLabel}
            accept={props.accept}
            maxBytes={props.maxBytes}
            file={file}
            onFile={(picked) => {
              setFile(picked);
              if (name === '') setName(stem(picked.fileName));
            }}
          />
          {props.nameLabel !== null && (
            <TextField
              label={props.nameLabel}
              value={name}
              onChange={(event) => setName(event.target.value)}
              slotProps={{ htmlInput: { maxLength: 64 } }}
            />
          )}
          {props.children}
          {props.error !== null && <ProblemNotice error={props.error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={props.onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!ready || props.busy}>
            {t('action.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
