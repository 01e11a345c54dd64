import {
  type HealthNode,
  type HealthNodeId,
  type HostSummary,
  healthTree,
} from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { useEvidenceFacts } from '../../shared/attestation/use-explanation-facts.ts';
import { Facts } from '../../shared/ui/Facts.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useRemembered } from '../../shared/ui/use-remembered.ts';
import { useWords } from '../../shared/vocabulary/words.ts';
import { firstProblem, type HealthRow, healthRows } from './health-rows.ts';
import { useMessages } from './messages.ts';
import { StatusBar } from './StatusBar.tsx';
import { useStatusColumns } from './status-columns.tsx';

interface Props {
  readonly host: HostSummary;
  /** In the pane beside the list: narrower columns. */
  readonly compact?: boolean;
}

/** Categories that somebody folded in this browser. */
const idsOf = (stored: string | null): ReadonlySet<HealthNodeId> => {
  const ids = (stored ?? '').split(',');
  return new Set(healthTree.map(({ id }) => id).filter((id) => ids.includes(id)));
};

const ErrorDetails = ({ node }: { readonly node: HealthNode }) => {
  const t = useMessages();
  const words = useWords();
  const evidenceOf = useEvidenceFacts();
  return (
    <Facts
      facts={[
        [t('tree.category'), words.node(node.id)],
        [t('tree.happened'), node.cause ?? t('tree.noError')],
        [t('tree.expected'), node.expected],
        [t('tree.seen'), node.actual],
        ...(node.explanation === null ? [] : evidenceOf(node.explanation)),
        [t('tree.evidence'), node.evidence],
        [t('tree.means'), node.meaning],
        [t('tree.do'), node.remedy],
        [t('tree.who'), node.who],
        [t('tree.since'), <RelativeTime key="since" at={node.since} />],
        [t('tree.checked'), <RelativeTime key="checked" at={node.checkedAt} />],
      ]}
    />
  );
};

/** The status tree of a host, and below it the error details of the chosen category. */
export const HostStatusView = ({ host, compact = false }: Props) => {
  const t = useMessages();
  const words = useWords();
  const [folded, setFolded] = useRemembered('gh-folded-categories', idsOf, (ids) =>
    [...ids].join(),
  );
  const onExpand = ({ node }: HealthRow, expanded: boolean) => {
    const ids = new Set(folded);
    if (expanded) ids.delete(node.id);
    else ids.add(node.id);
    setFolded(ids);
  };
  const columns = useStatusColumns(compact, onExpand);
  const query = useQuery(serverQuery(useApi(), 'getHostHealth', { params: { id: host.id } }));
  const [chosen, setChosen] = useState<HealthNodeId | null>(null);
  return (
    <Shown query={query}>
      {({ nodes }) => {
        const node = nodes.find(({ id }) => id === chosen) ?? firstProblem(nodes) ?? nodes[0];
        return (
          <Box sx={{ display: 'grid', gap: 4, gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <StatusBar host={host} nodes={nodes} />
            <DataTable<HealthRow>
              label={t('tree.label')}
              rows={healthRows(nodes, folded)}
              rowKey={(row) => row.node.id}
              rowName={(row) => words.node(row.node.id)}
              current={node?.id}
              onOpen={(row) => setChosen(row.node.id)}
              rowHeight={32}
              tree={{
                levelOf: ({ level }) => level,
                isExpanded: ({ expanded }) => expanded,
                onExpand,
              }}
              columns={columns}
            />
            <Typography variant="h2" component="h3">
              {t('tree.errors')}
            </Typography>
            {node !== undefined && <ErrorDetails node={node} />}
          </Box>
        );
      }}
    </Shown>
  );
};
