import { type HostAction, hostRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { toProblem } from '../../shared/api/problem-error.ts';
import { useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { useToast } from '../../shared/ui/Toasts.tsx';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { useMessages } from './messages.ts';
import { actionScript } from './scripts.ts';

interface Props {
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
}

const actions = [
  'refresh',
  'attest',
  'repair',
  'apply-code-integrity-policy',
  'restart',
  'remove',
] as const;
const asks: readonly HostAction[] = ['restart', 'remove'];

/** The toolbar that acts on the selected hosts: each action becomes a job. */
export const HostActions = ({ hosts }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const toast = useToast();
  const navigate = useNavigate();
  const mayRepair = usePermission('hosts.repair');
  const [asked, setAsked] = useState<HostAction | null>(null);
  const act = useCall(hostRoutes.actOnHosts, {
    onSuccess: ({ jobId }, { body }) => {
      setAsked(null);
      toast({
        text: shared('jobs.started_toast', { kind: t(`action.${body.action}`) }),
        action: {
          label: shared('jobs.show'),
          run: () => navigate({ to: `/jobs/${jobId}` }).catch(() => {}),
        },
      });
    },
    onError: (error) => toast({ text: toProblem(error).detail, kind: 'failed' }),
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
      <ViewScript
        disabled={hosts.length === 0}
        script={() => actionScript(location.origin, 'attest', hosts)}
      />
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
