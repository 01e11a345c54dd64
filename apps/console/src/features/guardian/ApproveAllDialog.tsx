import { trustRoutes, type WaitingHost } from '@gatehouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../shared/api/queries.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { useToast } from '../../shared/ui/Toasts.tsx';
import { approvalsOf } from './approval-default.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly hosts: readonly WaitingHost[];
  readonly onClose: () => void;
}

/** Approves several hosts, one after the other; stops at the first that is refused. */
export const ApproveAllDialog = ({ hosts, onClose }: Props) => {
  const t = useMessages();
  const api = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const [planned] = useState(() => ({ hosts, approvals: approvalsOf(hosts) }));
  const approve = useMutation({
    mutationFn: async () => {
      for (const [i, host] of planned.hosts.entries()) {
        const body = planned.approvals[i];
        if (body !== undefined)
          await api.call(trustRoutes.approveWaitingHost, { params: { id: host.id }, body });
      }
    },
    onSuccess: () => {
      toast({ text: t('approval.done', { count: planned.hosts.length }) });
      onClose();
    },
    onSettled: () =>
      queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
  return (
    <ConfirmDialog
      title={t('approval.titleMany', { count: planned.hosts.length })}
      confirm={t('approval.submit')}
      adds
      busy={approve.isPending}
      error={approve.error}
      onConfirm={() => approve.mutate()}
      onClose={onClose}
    >
      <p>{t('approval.adds')}</p>
      <ul>
        {planned.approvals.map((approval) => (
          <li key={approval.name}>
            {t('approval.addsTpm', { name: approval.name })}
            {approval.addBaseline !== null && ` · ${t('approval.addBaseline')}`}
            {approval.addCodeIntegrityPolicy !== null &&
              ` · ${t('approval.addPolicy', { policy: approval.addCodeIntegrityPolicy })}`}
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
};
