import { codeIntegrityPolicyRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { FileDrop, type PickedFile } from '../../shared/ui/FileDrop.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { ProblemNotice, Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useMessages } from './messages.ts';

/** Code integrity policies: what they are, where they are used; add and remove. */
export const PolicyLibrary = () => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'listCodeIntegrityPolicies', { query: {} }));
  const [name, setName] = useState('');
  const [file, setFile] = useState<PickedFile | null>(null);
  const add = useCall(codeIntegrityPolicyRoutes.addCodeIntegrityPolicy, {
    onSuccess: () => {
      setName('');
      setFile(null);
      return query.refetch();
    },
  });
  const remove = useCall(codeIntegrityPolicyRoutes.removeCodeIntegrityPolicy, {
    onSuccess: () => query.refetch(),
  });
  const error = add.error ?? remove.error;
  return (
    <Card title={t('policies')}>
      <Box sx={{ display: 'grid', gap: 4 }}>
        <Shown query={query} rows={3}>
          {({ items }) => (
            <DataTable
              label={t('policies')}
              rows={items}
              rowKey={(policy) => policy.id}
              rowName={(policy) => policy.name}
              columns={[
                {
                  id: 'name',
                  header: t('name'),
                  width: 160,
                  grow: true,
                  cell: (policy) => policy.name,
                },
                {
                  id: 'file',
                  header: t('file'),
                  width: 180,
                  wideOnly: true,
                  cell: (policy) => (
                    <span title={policy.notDeployableReason ?? ''}>{policy.fileName}</span>
                  ),
                },
                {
                  id: 'version',
                  header: t('version'),
                  width: 100,
                  wideOnly: true,
                  cell: (policy) => policy.facts.version,
                },
                {
                  id: 'hash',
                  header: t('hash'),
                  width: 140,
                  wideOnly: true,
                  cell: (policy) => <Hash value={policy.facts.sha256} label={t('hash')} />,
                },
                {
                  id: 'used',
                  header: t('used'),
                  width: 80,
                  align: 'end',
                  wideOnly: true,
                  cell: (policy) => policy.usedBy,
                },
                {
                  id: 'remove',
                  header: t('remove'),
                  width: 100,
                  cell: (policy) => (
                    <Button
                      aria-label={`${t('remove')} ${policy.name}`}
                      onClick={() => remove.mutate({ params: { id: policy.id } })}
                    >
                      {t('remove')}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
        {error !== null && <ProblemNotice error={error} />}
        <FileDrop
          label={t('policyFile')}
          accept=".p7b,.bin,.cip,.xml"
          maxBytes={8 * 1024 * 1024}
          file={file}
          onFile={setFile}
        />
        <Box sx={{ display: 'flex', gap: 2 }}>
          <TextField
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button
            variant="outlined"
            disabled={file === null || name.trim() === '' || add.isPending}
            onClick={() =>
              file !== null &&
              add.mutate({ body: { name, fileName: file.fileName, content: file.content } })
            }
          >
            {t('add')}
          </Button>
        </Box>
      </Box>
    </Card>
  );
};
