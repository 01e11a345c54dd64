import type { HealthNodeId, HostSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { Facts } from '../../shared/ui/Facts.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useWords } from '../../shared/vocabulary/words.ts';
import { HostActions } from './HostActions.tsx';
import { errorsText, firstProblem, type HealthRow, healthRows } from './health-rows.ts';
import { useMessages } from './messages.ts';

const nothing: ReadonlySet<HealthNodeId> = new Set();

/** The status tree of a host, and below it the error details of the chosen category. */
export const HostStatusView = ({ host }: { readonly host: HostSummary }) => {
  const t = useMessages();
  const words = useWords();
  const query = useQuery(serverQuery(useApi(), 'getHostHealth', { params: { id: host.id } }));
  const [chosen, setChosen] = useState<HealthNodeId | null>(null);
  return (
    <Shown query={query}>
      {({ nodes }) => {
        const node = nodes.find(({ id }) => id === chosen) ?? firstProblem(nodes) ?? nodes[0];
        return (
          <Box sx={{ display: 'grid', gap: 4 }}>
            <DataTable<HealthRow>
              label={t('tree.label')}
              rows={healthRows(nodes, nothing)}
              rowKey={(row) => row.node.id}
              rowName={(row) => words.node(row.node.id)}
              current={node?.id}
              onOpen={(row) => setChosen(row.node.id)}
              rowHeight={32}
              columns={[
                {
                  id: 'category',
                  header: t('tree.category'),
                  width: 210,
                  grow: true,
                  cell: (row) => (
                    <span style={{ paddingInlineStart: (row.level - 1) * 16 }}>
                      {words.node(row.node.id)}
                    </span>
                  ),
                },
                {
                  id: 'status',
                  header: t('tree.status'),
                  width: 120,
                  cell: (row) => <StatusChip status={row.node.status} />,
                },
                {
                  id: 'remediation',
                  header: t('tree.remediation'),
                  width: 130,
                  wideOnly: true,
                  cell: (row) =>
                    row.node.status !== 'ok' && row.node.repairable ? (
                      t('tree.repair')
                    ) : (
                      <span title={row.node.remedy ?? ''}>{row.node.remedy ?? ''}</span>
                    ),
                },
              ]}
            />
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
              <HostActions hosts={[host]} />
              <Button
                onClick={() =>
                  navigator.clipboard.writeText(errorsText(host.name, nodes, words.node))
                }
              >
                {t('tree.copyErrors')}
              </Button>
            </Box>
            <Typography variant="h2" component="h3">
              {t('tree.errors')}
            </Typography>
            {node !== undefined && (
              <Facts
                facts={[
                  [t('tree.category'), words.node(node.id)],
                  [t('tree.happened'), node.cause ?? t('tree.noError')],
                  [t('tree.expected'), node.expected],
                  [t('tree.seen'), node.actual],
                  [t('tree.means'), node.meaning],
                  [t('tree.do'), node.remedy],
                  [t('tree.evidence'), node.evidence],
                  [t('tree.since'), <RelativeTime key="since" at={node.since} />],
                  [t('tree.checked'), <RelativeTime key="checked" at={node.checkedAt} />],
                ]}
              />
            )}
          </Box>
        );
      }}
    </Shown>
  );
};
