import { type TpmHost, trustRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { AddFileDialog } from './AddFileDialog.tsx';
import { useMessages } from './messages.ts';
import { PathChip } from './PathChip.tsx';
import { TpmAlarms } from './TpmAlarms.tsx';
import { ListTools, TrustPage } from './TrustPage.tsx';
import { useTrustColumns } from './trust-columns.tsx';
import { useAddress } from './use-address.ts';

const AddTpmHost = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const [force, setForce] = useState(false);
  const add = useChange(trustRoutes.addTpmHost, { closed: onClose });
  return (
    <AddFileDialog
      title={t('tpmHosts.addTitle')}
      fileLabel={t('tpmHosts.file')}
      accept=".cer,.crt,.der,.pem,.bin,.pub"
      maxBytes={8_192}
      nameLabel={t('approval.name')}
      busy={add.isPending}
      error={add.error}
      onSubmit={(name, file) => {
        const isPublic = /\.(pub|bin)$/i.test(file.fileName);
        const key = isPublic ? { ekPublic: file.content } : { ekCertificate: file.content };
        add.mutate({ body: { name, ...key, force } });
      }}
      onClose={onClose}
    >
      <FormControlLabel
        control={<Checkbox checked={force} onChange={(_event, on) => setForce(on)} />}
        label={t('approval.force')}
      />
    </AddFileDialog>
  );
};

/** What vouches for a TPM, unless it is suspected. */
const Standing = ({ host }: { readonly host: TpmHost }) => {
  const t = useMessages();
  const [status, standing] = standingOf(host);
  const detail = host.alarm?.explanation.sentence ?? t(`tpmHosts.standingText.${standing}`);
  return (
    <span title={detail}>
      <StatusChip status={status} word={t(`tpmHosts.standing.${standing}`)} />
    </span>
  );
};

const standingOf = ({ alarm, endorsement }: TpmHost) => {
  if (alarm !== null) return ['error', 'suspected'] as const;
  if (endorsement === null) return ['error', 'refused'] as const;
  return endorsement === 'forced'
    ? (['warning', 'forced'] as const)
    : (['ok', 'certified'] as const);
};

/** Rows that are shown at once; of more, the filter finds the others. */
const most = 500;

/** TPMs that may attest. */
export const TpmHostsPage = () => {
  const t = useMessages();
  const [{ filter = '' }, change] = useAddress('filter');
  const query = useQuery({
    ...hgsQuery(useApi(), 'listTpmHosts', { query: { limit: most, filter } }),
    placeholderData: keepPreviousData,
  });
  const mayWrite = usePermission('hgs.write');
  const [adding, setAdding] = useState(false);
  const { name, added, by, actions } = useTrustColumns<TpmHost>();
  const columns: readonly Column<TpmHost>[] = [
    name(),
    {
      id: 'standing',
      header: t('tpmHosts.col.standing'),
      width: 190,
      cell: (row) => <Standing host={row} />,
    },
    {
      id: 'ek',
      header: t('tpmHosts.col.ek'),
      width: 150,
      cell: (row) => <Hash value={row.ekHash} label={t('waiting.ek')} />,
    },
    {
      id: 'certificate',
      header: t('tpmHosts.col.certificate'),
      width: 130,
      wideOnly: true,
      cell: ({ certificatePath }) => <PathChip path={certificatePath} />,
    },
    {
      id: 'last',
      header: t('tpmHosts.col.last'),
      width: 115,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.lastAttestedAt} />,
    },
    added,
    by,
    ...(mayWrite
      ? [
          actions(110, (row) => (
            <RemoveButton
              route={trustRoutes.removeTpmHost}
              id={row.id}
              name={row.name}
              label={t('tpmHosts.remove')}
              title={t('tpmHosts.removeTitle', { name: row.name })}
              text={t('tpmHosts.removeText')}
            />
          )),
        ]
      : []),
  ];
  return (
    <TrustPage
      title={t('tpmHosts.title')}
      sentence={t('tpmHosts.sentence')}
      empty={t(filter === '' ? 'tpmHosts.empty' : 'trust.noMatch')}
      emptyHint={t(filter === '' ? 'tpmHosts.emptyHint' : 'trust.noMatchHint')}
      tools={
        <ListTools
          filter={filter}
          onFilter={(next) => change({ filter: next })}
          hint={t('tpmHosts.filterHint')}
          count={
            query.data === undefined
              ? null
              : { shown: query.data.items.length, total: query.data.total }
          }
        />
      }
      notice={<TpmAlarms />}
      query={query}
      columns={columns}
      rowKey={(row) => row.id}
      rowName={(row) => row.name}
      action={
        mayWrite ? (
          <Button variant="contained" onClick={() => setAdding(true)}>
            {t('tpmHosts.add')}
          </Button>
        ) : undefined
      }
    >
      {adding && <AddTpmHost onClose={() => setAdding(false)} />}
    </TrustPage>
  );
};
