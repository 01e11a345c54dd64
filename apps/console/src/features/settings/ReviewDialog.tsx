import { type HgsSettings, hgsSettingsRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { toProblem } from '../../shared/api/problem-error.ts';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ProblemNotice, Shown } from '../../shared/ui/states.tsx';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { useMessages } from './messages.ts';
import { settingsScript } from './scripts.ts';
import type { SettingsInput } from './settings-form.ts';

interface Props {
  readonly input: SettingsInput;
  readonly onSaved: (settings: HgsSettings, jobId: string | null) => void;
  readonly onClose: () => void;
}

const shownHosts = 200;

type Hosts = readonly { readonly id: string; readonly name: string }[];

const HostList = ({ hosts }: { readonly hosts: Hosts }) => {
  const t = useMessages();
  if (hosts.length === 0) return <Typography>{t('review.none')}</Typography>;
  return (
    <>
      <Typography>{t('review.hosts', { count: hosts.length })}</Typography>
      <Box
        component="ul"
        tabIndex={0}
        aria-label={t('review.list')}
        sx={{ maxHeight: 240, overflow: 'auto', margin: 0, paddingInlineStart: 5 }}
      >
        {hosts.slice(0, shownHosts).map((host) => (
          <li key={host.id}>{host.name}</li>
        ))}
        {hosts.length > shownHosts && (
          <li>{t('review.more', { count: hosts.length - shownHosts })}</li>
        )}
      </Box>
    </>
  );
};

/** What saving would do, before it does it; a URL that does not answer needs a second yes. */
export const ReviewDialog = ({ input, onSaved, onClose }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const titleId = useId();
  const preview = useQuery({
    ...serverQuery(useApi(), 'previewHgsSettings', { body: input }),
    staleTime: 0,
    gcTime: 0,
  });
  const save = useCall(hgsSettingsRoutes.putHgsSettings, {
    onSuccess: ({ settings, jobId }) => onSaved(settings, jobId),
  });
  const hosts = preview.data?.hosts;
  const silent = save.error !== null && toProblem(save.error).code === 'upstream-unavailable';
  const put = (saveUnreachable: boolean) => save.mutate({ body: { ...input, saveUnreachable } });
  const word =
    hosts === undefined || hosts.length === 0
      ? t('review.save')
      : t('review.saveHosts', { count: hosts.length });
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('review.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 3 }}>
        <Shown query={preview} rows={3}>
          {(shown) => <HostList hosts={shown.hosts} />}
        </Shown>
        <Typography variant="body2" sx={{ color: 'text.secondary' }} role="status">
          {save.isPending ? t('review.saving') : t('review.tested')}
        </Typography>
        {save.error !== null && <ProblemNotice error={save.error} />}
        {silent && (
          <Button
            color="error"
            variant="outlined"
            sx={{ justifySelf: 'start' }}
            disabled={save.isPending}
            onClick={() => put(true)}
          >
            {t('review.saveUnreachable')}
          </Button>
        )}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <ViewScript
          disabled={hosts === undefined}
          script={() =>
            settingsScript(location.origin, input, hosts?.map((host) => host.name) ?? null, silent)
          }
        />
        <Button onClick={onClose}>{shared('action.cancel')}</Button>
        <Button
          variant="contained"
          disabled={hosts === undefined || save.isPending}
          onClick={() => put(false)}
        >
          {word}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
