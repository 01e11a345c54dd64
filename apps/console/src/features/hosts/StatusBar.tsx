import { type HealthNode, type HostSummary, hostRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useNavigate } from '@tanstack/react-router';
import { useCall } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';
import { useWords } from '../../shared/vocabulary/words.ts';
import { errorsText } from './health-rows.ts';
import { useMessages } from './messages.ts';
import { useJobToast } from './use-job-toast.ts';

interface Props {
  readonly host: HostSummary;
  readonly nodes: readonly HealthNode[];
}

/** What can be done about the status tree as a whole. */
export const StatusBar = ({ host, nodes }: Props) => {
  const t = useMessages();
  const words = useWords();
  const toast = useToast();
  const navigate = useNavigate();
  const job = useJobToast();
  const mayRepair = usePermission('hosts.repair');
  const healthy = nodes.every((node) => node.status === 'ok');
  const input = { params: { id: host.id } };
  const repair = useCall(hostRoutes.repairHost, {
    onSuccess: ({ jobId }) => job.started(t('tree.repairAll'), jobId),
    onError: job.refused,
  });
  const refresh = useCall(hostRoutes.refreshHost, {
    onSuccess: ({ jobId }) => job.started(t('tree.refresh'), jobId),
    onError: job.refused,
  });
  const diagnose = useCall(hostRoutes.actOnHosts, {
    onSuccess: ({ jobId }) => navigate({ to: `/jobs/${jobId}` }),
    onError: job.refused,
  });
  const copy = () => {
    navigator.clipboard.writeText(errorsText(host.name, nodes, words.node)).then(
      () => toast({ text: t('tree.copied') }),
      () => toast({ text: t('tree.notCopied'), kind: 'failed' }),
    );
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      <Button
        variant="outlined"
        disabled={healthy || !mayRepair || repair.isPending}
        onClick={() => repair.mutate(input)}
      >
        {t('tree.repairAll')}
      </Button>
      <Button variant="outlined" disabled={refresh.isPending} onClick={() => refresh.mutate(input)}>
        {t('tree.refresh')}
      </Button>
      <Button variant="outlined" disabled={healthy} onClick={copy}>
        {t('tree.copyErrors')}
      </Button>
      <Button
        variant="outlined"
        disabled={!mayRepair || diagnose.isPending}
        onClick={() => diagnose.mutate({ body: { action: 'diagnose', ids: [host.id] } })}
      >
        {t('action.diagnose')}
      </Button>
    </Box>
  );
};
