import { type TrustedPolicy, trustRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { AddFileDialog } from './AddFileDialog.tsx';
import { EnabledToggle } from './EnabledToggle.tsx';
import { useMessages } from './messages.ts';
import { TrustPage } from './TrustPage.tsx';
import { EnabledChip, useTrustColumns } from './trust-columns.tsx';

const maxPolicyBytes = 8 * 1024 * 1024;

const AddPolicy = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const add = useChange(trustRoutes.addTrustedPolicy, { closed: onClose });
  return (
    <AddFileDialog
      title={t('codeIntegrity.addTitle')}
      fileLabel={t('codeIntegrity.file')}
      accept=".p7b,.bin,.cip,.xml"
      maxBytes={maxPolicyBytes}
      nameLabel={t('approval.policyName')}
      busy={add.isPending}
      error={add.error}
      onSubmit={(name, { fileName, content }) => add.mutate({ body: { name, fileName, content } })}
      onClose={onClose}
    />
  );
};

const Actions = ({ row }: { readonly row: TrustedPolicy }) => {
  const t = useMessages();
  return (
    <Box sx={{ display: 'flex' }}>
      <EnabledToggle
        route={trustRoutes.changeTrustedPolicy}
        id={row.id}
        name={row.name}
        enabled={row.enabled}
      />
      <RemoveButton
        route={trustRoutes.removeTrustedPolicy}
        id={row.id}
        name={row.name}
        title={t('codeIntegrity.removeTitle', { name: row.name })}
        text={t('codeIntegrity.removeText')}
      />
    </Box>
  );
};

/** Code integrity policies that hosts may run. */
export const TrustedPoliciesPage = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listTrustedPolicies', {}));
  const mayWrite = usePermission('hgs.write');
  const [adding, setAdding] = useState(false);
  const { name, added, by, actions } = useTrustColumns<TrustedPolicy>();
  const columns: readonly Column<TrustedPolicy>[] = [
    name(),
    {
      id: 'state',
      header: t('trust.col.state'),
      width: 120,
      cell: (row) => <EnabledChip enabled={row.enabled} />,
    },
    {
      id: 'version',
      header: t('codeIntegrity.col.version'),
      width: 210,
      wideOnly: true,
      cell: (row) => row.facts?.version ?? t('codeIntegrity.byDigest'),
    },
    {
      id: 'mode',
      header: t('codeIntegrity.col.mode'),
      width: 100,
      wideOnly: true,
      cell: (row) => row.facts?.mode ?? '—',
    },
    {
      id: 'digest',
      header: t('codeIntegrity.col.digest'),
      width: 170,
      wideOnly: true,
      cell: ({ digests }) =>
        digests[0] === undefined ? (
          '—'
        ) : (
          <Hash value={digests[0]} label={t('codeIntegrity.col.digest')} />
        ),
    },
    added,
    by,
    ...(mayWrite ? [actions(170, (row) => <Actions row={row} />)] : []),
  ];
  return (
    <TrustPage
      title={t('codeIntegrity.title')}
      sentence={t('codeIntegrity.sentence')}
      empty={t('codeIntegrity.empty')}
      emptyHint={t('codeIntegrity.emptyHint')}
      query={query}
      columns={columns}
      rowKey={(row) => row.id}
      rowName={(row) => row.name}
      action={
        mayWrite ? (
          <Button variant="contained" onClick={() => setAdding(true)}>
            {t('codeIntegrity.add')}
          </Button>
        ) : undefined
      }
    >
      {adding && <AddPolicy onClose={() => setAdding(false)} />}
    </TrustPage>
  );
};
