import { type HostDetail, hostRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useQueryClient } from '@tanstack/react-query';
import { useCall } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';
import { useMessages } from './messages.ts';
import { useJobToast } from './use-job-toast.ts';

/** In maintenance a host is not counted as one that needs somebody; nothing on it is changed. */
export const MaintenanceButton = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const toast = useToast();
  const job = useJobToast();
  const queryClient = useQueryClient();
  const mayChange = usePermission('hosts.write');
  const change = useCall(hostRoutes.changeHost, {
    onSuccess: (_answer, { body }) => {
      toast({ text: body.maintenance === true ? t('maintenance.on') : t('maintenance.off') });
      return queryClient.invalidateQueries({ queryKey: ['getHost'] });
    },
    onError: job.refused,
  });
  return (
    <Button
      disabled={!mayChange || change.isPending}
      onClick={() =>
        change.mutate({ params: { id: host.id }, body: { maintenance: !host.maintenance } })
      }
    >
      {host.maintenance ? t('action.maintenanceOff') : t('action.maintenanceOn')}
    </Button>
  );
};
