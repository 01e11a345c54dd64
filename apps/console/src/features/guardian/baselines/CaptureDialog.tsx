import type { Boot } from '@gatehouse/contracts';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { useShared } from '../../../shared/i18n/i18n.ts';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { Shown } from '../../../shared/ui/states.tsx';
import { useMessages } from '../messages.ts';

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly boots: readonly Boot[];
  readonly value: Boot | null;
  readonly onChange: (boot: Boot | null) => void;
}

/** Picks a host by its last boot; what is only claimed is marked, and what trusts it is named. */
export const BootField = ({ label, help, boots, value, onChange }: FieldProps) => {
  const t = useMessages();
  return (
    <Autocomplete
      options={[...boots]}
      value={value}
      onChange={(_event, boot) => onChange(boot)}
      getOptionLabel={({ hostName }) => hostName}
      getOptionKey={({ ekHash }) => ekHash}
      isOptionEqualToValue={(a, b) => a.ekHash === b.ekHash}
      renderInput={(params) => <TextField {...params} label={label} helperText={help ?? ''} />}
      renderOption={({ key, ...props }, boot) => (
        <Box component="li" key={key} {...props} sx={{ display: 'flex', gap: 3 }}>
          <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            {boot.hostName}
          </Box>
          {boot.proven ? (
            <Typography component="span" variant="body2" sx={{ color: 'text.secondary' }}>
              {boot.baseline ?? t('clusters.notTrusted')}
            </Typography>
          ) : (
            <StatusChip status="warning" word={t('baselines.claimed')} />
          )}
        </Box>
      )}
    />
  );
};

/** Picks the host whose boot is looked at, before anything of it is trusted. */
export const CaptureDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const shared = useShared();
  const titleId = useId();
  const navigate = useNavigate();
  const query = useQuery(hgsQuery(useApi(), 'listBoots', {}));
  const [boot, setBoot] = useState<Boot | null>(null);
  const look = () => {
    if (boot !== null)
      navigate({ to: '/baselines/new', search: { log: boot.eventLog } }).catch(() => {});
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('baselines.captureTitle')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4 }}>
        <Typography sx={{ color: 'text.secondary' }}>{t('baselines.captureText')}</Typography>
        <Shown query={query} rows={1}>
          {({ items }) =>
            items.length === 0 ? (
              <Typography>{t('baselines.captureNone')}</Typography>
            ) : (
              <BootField
                label={t('baselines.captureHost')}
                boots={items}
                value={boot}
                onChange={setBoot}
              />
            )
          }
        </Shown>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{shared('action.cancel')}</Button>
        <Button variant="contained" disabled={boot === null} onClick={look}>
          {t('baselines.captureLook')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
