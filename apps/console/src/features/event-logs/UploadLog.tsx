import { eventLogRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { FileDrop, type PickedFile } from '../../shared/ui/FileDrop.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { useMessages } from './messages.ts';

const maxLogBytes = 16 * 1024 * 1024;

interface Props {
  readonly label: string;
  readonly onUploaded: (digest: string) => void;
}

/** Uploads a log to look at; nothing is trusted by it. */
export const UploadLog = ({ label, onUploaded }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const mayWrite = usePermission('hgs.write');
  const [open, setOpen] = useState(false);
  const [file, setFile] = useState<PickedFile | null>(null);
  const add = useCall(eventLogRoutes.addEventLog, {
    onSuccess: ({ digest }) => {
      setOpen(false);
      onUploaded(digest);
    },
  });
  if (!mayWrite) return null;
  return (
    <>
      <Button
        variant="outlined"
        onClick={() => {
          add.reset();
          setFile(null);
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} fullWidth maxWidth="sm">
        <DialogTitle>{t('list.addTitle')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 4 }}>
          <Typography>{t('list.addText')}</Typography>
          <FileDrop
            label={t('list.file')}
            accept=""
            maxBytes={maxLogBytes}
            file={file}
            onFile={setFile}
          />
          {add.error !== null && <ProblemNotice error={add.error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>{shared('action.cancel')}</Button>
          <Button
            variant="contained"
            disabled={file === null || add.isPending}
            onClick={() => file !== null && add.mutate({ body: { content: file.content } })}
          >
            {t('list.addTitle')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
};
