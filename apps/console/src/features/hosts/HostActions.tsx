import { type HostAction, hostRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useCall } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { ActionScripts } from './ActionScripts.tsx';
import { useMessages } from './messages.ts';
import { useJobToast } from './use-job-toast.ts';

interface Props {
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  /** Offered here; all of them in the list. */
  readonly actions?: readonly HostAction[];
}

const allActions: readonly HostAction[] = [
  'refresh',
  'attest',
  'diagnose',
  'repair',
  'apply-code-integrity-policy',
  'restart',
  'remove',
];
const asks: readonly HostAction[] = ['restart', 'remove'];

/** The toolbar that acts on the selected hosts: each action becomes a job. */
export const HostActions = ({ hosts, actions = allActions }: Props) => {
  const t = useMessages();
  const job = useJobToast();
  const mayRepair = usePermission('hosts.repair');
  const [asked, setAsked] = useState<HostAction | null>(null);
  const act = useCall(hostRoutes.actOnHosts, {
    onSuccess: ({ jobId }, { body }) => {
      setAsked(null);
      job.started(t(`action.${body.action}`), jobId);
    },
    onError: job.refused,
  });
  const run = (action: HostAction) =>
    act.mutate({ body: { action, ids: hosts.map((host) => host.id) } });
  const name =
    hosts.length === 1 ? (hosts[0]?.name ?? '') : t('manyHosts', { count: hosts.length });
  return (
    <>
      {actions.map((action) => (
        <Button
          key={action}
          color={action === 'remove' ? 'error' : 'primary'}
          disabled={hosts.length === 0 || act.isPending || !mayRepair}
          onClick={() => (asks.includes(action) ? setAsked(action) : run(action))}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
      <ActionScripts hosts={hosts} actions={allActions} />
      {asked !== null && (
        <ConfirmDialog
          title={asked === 'remove' ? t('confirmRemove', { name }) : t('confirmRestart', { name })}
          confirm={t(`action.${asked}`)}
          typed={asked === 'remove' ? name : undefined}
          busy={act.isPending}
          error={act.error}
          onConfirm={() => run(asked)}
          onClose={() => setAsked(null)}
        >
          <Typography>
            {asked === 'remove' ? t('confirmRemoveText') : t('confirmRestartText')}
          </Typography>
        </ConfirmDialog>
      )}
    </>
  );
};
