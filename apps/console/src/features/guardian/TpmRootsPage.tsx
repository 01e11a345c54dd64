import { type TpmRoot, trustRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { RemoveButton } from '../../shared/ui/RemoveButton.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { AddFileDialog } from './AddFileDialog.tsx';
import { useMessages } from './messages.ts';
import { PathChip } from './PathChip.tsx';
import { TrustPage } from './TrustPage.tsx';

const maxCertificateBytes = 32_768;

const AddRoot = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const add = useChange(trustRoutes.addTpmRoot, { closed: onClose });
  return (
    <AddFileDialog
      title={t('tpmRoots.addTitle')}
      fileLabel={t('tpmRoots.file')}
      accept=".cer,.crt,.der,.pem"
      maxBytes={maxCertificateBytes}
      nameLabel={null}
      busy={add.isPending}
      error={add.error}
      onSubmit={(_name, file) => add.mutate({ body: { content: file.content } })}
      onClose={onClose}
    />
  );
};

/** Manufacturers whose EK certificates prove a genuine TPM. */
export const TpmRootsPage = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listTpmRoots', {}));
  const mayWrite = usePermission('hgs.write');
  const [adding, setAdding] = useState(false);
  const columns: readonly Column<TpmRoot>[] = [
    {
      id: 'subject',
      header: t('tpmRoots.col.subject'),
      width: 280,
      grow: true,
      cell: (row) => row.subject,
    },
    {
      id: 'kind',
      header: t('tpmRoots.col.kind'),
      width: 120,
      wideOnly: true,
      cell: (row) => t(`tpmRoots.kind.${row.kind}`),
    },
    {
      id: 'path',
      header: t('tpmRoots.col.path'),
      width: 160,
      cell: ({ certificatePath }) => <PathChip path={certificatePath} />,
    },
    {
      id: 'thumbprint',
      header: t('tpmRoots.col.thumbprint'),
      width: 170,
      wideOnly: true,
      cell: (row) => <Hash value={row.thumbprint} label={t('tpmRoots.col.thumbprint')} />,
    },
    {
      id: 'until',
      header: t('tpmRoots.col.until'),
      width: 130,
      wideOnly: true,
      cell: (row) => <time dateTime={row.validUntil}>{row.validUntil.slice(0, 10)}</time>,
    },
    {
      id: 'added',
      header: t('tpmRoots.col.added'),
      width: 130,
      wideOnly: true,
      cell: (row) => <RelativeTime at={row.addedAt} />,
    },
    ...(mayWrite
      ? [
          {
            id: 'remove',
            header: t('actions'),
            width: 110,
            cell: (row: TpmRoot) => (
              <RemoveButton
                route={trustRoutes.removeTpmRoot}
                id={row.id}
                name={row.subject}
                title={t('tpmRoots.removeTitle', { name: row.subject })}
                text={t('tpmRoots.removeText')}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <TrustPage
      title={t('tpmRoots.title')}
      sentence={t('tpmRoots.sentence')}
      empty={t('tpmRoots.empty')}
      emptyHint={t('tpmRoots.emptyHint')}
      query={query}
      columns={columns}
      rowKey={(row) => row.id}
      rowName={(row) => row.subject}
      action={
        mayWrite ? (
          <Button variant="contained" onClick={() => setAdding(true)}>
            {t('tpmRoots.add')}
          </Button>
        ) : undefined
      }
    >
      {adding && <AddRoot onClose={() => setAdding(false)} />}
    </TrustPage>
  );
};
