import { type BuiltInPolicy, trustRoutes } from '@gatehouse/contracts';
import Switch from '@mui/material/Switch';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { usePermission } from '../../shared/session/session.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DumpKeys } from './DumpKeys.tsx';
import { useMessages } from './messages.ts';
import { TrustPage } from './TrustPage.tsx';

const StateSwitch = ({ policy }: { readonly policy: BuiltInPolicy }) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  const [asking, setAsking] = useState(false);
  const change = useChange(trustRoutes.changeBuiltInPolicy, {
    closed: () => setAsking(false),
  });
  const set = (enabled: boolean) =>
    change.mutate({ params: { name: policy.name }, body: { enabled } });
  return (
    <>
      <Switch
        size="small"
        checked={policy.state !== 'Disabled'}
        disabled={policy.state === 'Locked' || !mayWrite || change.isPending}
        onChange={(_event, on) => (on ? set(true) : setAsking(true))}
        slotProps={{ input: { 'aria-label': policy.name } }}
      />
      {t(policy.state === 'Locked' ? 'policies.Locked' : `policies.${policy.state}`)}
      {asking && (
        <ConfirmDialog
          title={t('policies.disableTitle', { name: policy.name })}
          confirm={t('trust.disable')}
          busy={change.isPending}
          error={change.error}
          onConfirm={() => set(false)}
          onClose={() => setAsking(false)}
        >
          {t('policies.disableText', { purpose: policy.purpose })}
        </ConfirmDialog>
      )}
    </>
  );
};

/** The Hgs_* policies. */
export const BuiltInPoliciesPage = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listBuiltInPolicies', {}));
  const columns: readonly Column<BuiltInPolicy>[] = [
    {
      id: 'name',
      header: t('policies.col.name'),
      width: 260,
      cell: (row) => <code>{row.name}</code>,
    },
    {
      id: 'state',
      header: t('policies.col.state'),
      width: 140,
      cell: (row) => <StateSwitch policy={row} />,
    },
    {
      id: 'purpose',
      header: t('policies.col.purpose'),
      width: 300,
      grow: true,
      wideOnly: true,
      cell: (row) => <span title={row.purpose}>{row.purpose}</span>,
    },
  ];
  return (
    <TrustPage
      title={t('policies.title')}
      sentence={t('policies.sentence')}
      empty={t('policies.title')}
      emptyHint={t('policies.sentence')}
      query={query}
      columns={columns}
      rowKey={(row) => row.name}
      rowName={(row) => row.name}
    >
      <DumpKeys />
    </TrustPage>
  );
};
