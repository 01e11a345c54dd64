import type { HostSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useNavigate } from '@tanstack/react-router';
import { useShared } from '../../shared/i18n/i18n.ts';
import { SidePane } from '../../shared/ui/SidePane.tsx';
import { HostStatusView } from './HostStatusView.tsx';
import { useMessages } from './messages.ts';

interface Props {
  readonly host: HostSummary;
  readonly onClose: () => void;
}

/** Beside the list: the status of one host, so narrow that the list stays usable at 1440 px. */
export const HostPane = ({ host, onClose }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const navigate = useNavigate();
  return (
    <SidePane label={t('detail', { name: host.name })}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
        <Typography variant="h2" component="h2" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
          {host.name}
        </Typography>
        <Button onClick={() => navigate({ to: `/hosts/${host.id}` })}>{t('open')}</Button>
        <Button onClick={onClose}>{shared('action.close')}</Button>
      </Box>
      <HostStatusView key={host.id} host={host} compact />
    </SidePane>
  );
};
