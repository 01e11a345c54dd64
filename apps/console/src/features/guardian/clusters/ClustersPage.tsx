import type { BootCluster, BootClusters } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useQuery } from '@tanstack/react-query';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Page } from '../../../shared/ui/Page.tsx';
import { SidePane } from '../../../shared/ui/SidePane.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../../shared/ui/states.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { useDifferenceWords } from '../DifferenceTable.tsx';
import { useMessages } from '../messages.ts';
import { FilteredList } from '../TrustPage.tsx';
import { useAddress } from '../use-address.ts';
import { ClusterDetail } from './ClusterDetail.tsx';

/** "hv-0001, hv-0002, hv-0003 and 12 more". */
export const useMembersText = () => {
  const t = useMessages();
  return (examples: readonly string[], hosts: number): string => {
    const names = examples.join(', ');
    const count = hosts - examples.length;
    return count > 0 ? t('clusters.more', { names, count }) : names;
  };
};

const useDiffersText = () => {
  const t = useMessages();
  const words = useDifferenceWords();
  return ({ neighbour }: BootCluster): string => {
    if (neighbour === null) return t('clusters.alone');
    return neighbour.summary === null
      ? t('clusters.differing', { count: neighbour.differing })
      : neighbour.summary.map(words).join(', ');
  };
};

const useColumns = (narrowed: boolean): readonly Column<BootCluster>[] => {
  const t = useMessages();
  const members = useMembersText();
  const differs = useDiffersText();
  const all: readonly Column<BootCluster>[] = [
    {
      id: 'kind',
      header: t('clusters.col.kind'),
      width: 124,
      cell: ({ kind }) => (
        <StatusChip status={kind === 'outlier' ? 'warning' : 'ok'} word={t(`clusters.${kind}`)} />
      ),
    },
    {
      id: 'hosts',
      header: t('clusters.col.hosts'),
      width: 72,
      align: 'end',
      cell: ({ hosts }) => hosts,
      sortValue: ({ hosts }) => hosts,
    },
    {
      id: 'members',
      header: t('clusters.col.members'),
      width: 230,
      cell: ({ examples, hosts }) => (
        <span title={examples.join(', ')}>{members(examples, hosts)}</span>
      ),
      sortValue: ({ examples }) => examples[0] ?? '',
    },
    {
      id: 'differs',
      header: t('clusters.col.differs'),
      width: 240,
      grow: true,
      cell: (row) => <span title={differs(row)}>{differs(row)}</span>,
      sortValue: ({ neighbour }) => neighbour?.differing ?? null,
    },
    {
      id: 'firmware',
      header: t('clusters.col.firmware'),
      width: 200,
      wideOnly: true,
      cell: ({ firmware }) => <span title={firmware ?? ''}>{firmware ?? '—'}</span>,
      sortValue: ({ firmware }) => firmware,
    },
    {
      id: 'baseline',
      header: t('clusters.col.baseline'),
      width: 190,
      wideOnly: true,
      cell: ({ baseline }) =>
        baseline === null ? (
          <StatusChip status="error" word={t('clusters.notTrusted')} />
        ) : (
          <span title={baseline}>{baseline}</span>
        ),
      sortValue: ({ baseline }) => baseline ?? '',
    },
  ];
  return narrowed ? all.filter(({ id }) => !['firmware', 'baseline'].includes(id)) : all;
};

const fieldsOf = (row: BootCluster) => ({
  kind: row.kind,
  hosts: row.examples.join(' '),
  firmware: row.firmware ?? '',
  baseline: row.baseline ?? 'none',
  fingerprint: row.fingerprint,
});

const Clusters = ({ data }: { readonly data: BootClusters }) => {
  const t = useMessages();
  const [{ cluster }, change] = useAddress('cluster');
  const wide = useMediaQuery(useTheme().breakpoints.up('lg'), { noSsr: true });
  const columns = useColumns(wide && cluster !== undefined);
  const detail =
    cluster === undefined ? null : (
      <ClusterDetail
        key={cluster}
        fingerprint={cluster}
        onClose={() => change({ cluster: undefined }, false)}
      />
    );
  return (
    <>
      <Box
        sx={{
          display: 'flex',
          border: 1,
          borderColor: 'divider',
          borderRadius: 2,
          bgcolor: 'surface.card',
          overflow: 'hidden',
          height: { xs: 'auto', lg: 'calc(100vh - 240px)' },
          minHeight: 320,
        }}
      >
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
          <FilteredList
            label={t('clusters.title')}
            rows={data.clusters}
            columns={columns}
            rowKey={({ fingerprint }) => fingerprint}
            rowName={({ examples }) => examples[0] ?? ''}
            fieldsOf={fieldsOf}
            filterHint={t('clusters.filterHint')}
            current={cluster}
            onOpen={({ fingerprint }) =>
              change({ cluster: fingerprint === cluster ? undefined : fingerprint }, false)
            }
            height="100%"
          />
        </Box>
        {wide && detail !== null && <SidePane label={t('clusters.title')}>{detail}</SidePane>}
      </Box>
      {!wide && detail !== null && <Card>{detail}</Card>}
      {data.withoutBoot.length > 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {t('clusters.without', {
            count: data.withoutBoot.length,
            names: data.withoutBoot.slice(0, 12).join(', '),
          })}
        </Typography>
      )}
    </>
  );
};

/** Hosts grouped by what they booted: what stands out comes first. */
export const ClustersPage = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listClusters', {}));
  const { data } = query;
  const outliers = data?.clusters.filter(({ kind }) => kind === 'outlier').length ?? 0;
  return (
    <Page
      title={t('clusters.title')}
      sentence={
        data &&
        t('clusters.sentence', {
          count: data.hosts,
          clusters: data.clusters.length,
          outliers: t('clusters.outliers', { count: outliers }),
        })
      }
    >
      <Shown query={query}>
        {(clusters) =>
          clusters.clusters.length === 0 ? (
            <Card>
              <Empty title={t('clusters.empty')} hint={t('clusters.emptyHint')} />
            </Card>
          ) : (
            <>
              <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: 860 }}>
                {t('clusters.help')}
              </Typography>
              <Clusters data={clusters} />
            </>
          )
        }
      </Shown>
    </Page>
  );
};
