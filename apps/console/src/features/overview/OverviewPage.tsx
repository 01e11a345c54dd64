import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { AuditList } from '../../shared/audit/AuditList.tsx';
import { milliseconds } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';
import { Timeline } from './Timeline.tsx';

/** One glance: whether tenants are safe, and by cause why not. */
export const OverviewPage = () => {
  const t = useMessages();
  const words = useWords();
  const query = useQuery({ ...serverQuery(useApi(), 'getOverview', {}), refetchInterval: 30_000 });
  return (
    <Shown query={query}>
      {(overview) => {
        const needing = new Set(
          overview.attention.flatMap((group) => group.hosts.map((host) => host.id)),
        ).size;
        return (
          <Page
            title={t('title')}
            sentence={
              overview.total === 0
                ? t('none')
                : `${t('guarded', { guarded: overview.guarded, total: overview.total })} ${t('needs', { count: needing })}`
            }
            action={
              overview.total === 0 && (
                <Button variant="contained" href="/hosts?add=true">
                  {t('addHosts')}
                </Button>
              )
            }
          >
            <Box
              sx={{
                display: 'grid',
                gap: 4,
                gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
                alignItems: 'start',
              }}
            >
              <Card title={t('attention')} flush>
                {overview.attention.length === 0 ? (
                  <Empty title={t('calm')} hint={t('calmHint')} />
                ) : (
                  <DataTable
                    label={t('attention')}
                    rows={overview.attention}
                    rowKey={(group) => `${group.causeCode}${group.cause}`}
                    rowName={(group) => group.cause}
                    columns={[
                      {
                        id: 'status',
                        header: t('state'),
                        width: 110,
                        cell: (group) => <StatusChip status={group.status} />,
                      },
                      {
                        id: 'cause',
                        header: t('cause'),
                        width: 200,
                        grow: true,
                        cell: (group) => {
                          const text =
                            group.causeCode === null ? group.cause : words.cause(group.causeCode);
                          return <span title={`${group.cause} ${group.remedy ?? ''}`}>{text}</span>;
                        },
                      },
                      {
                        id: 'hosts',
                        header: t('hosts'),
                        width: 60,
                        align: 'end',
                        cell: (group) => group.hosts.length,
                      },
                      {
                        id: 'show',
                        header: t('what'),
                        width: 110,
                        cell: (group) => (
                          <Link
                            to="/hosts"
                            search={{
                              filter:
                                group.causeCode === null
                                  ? `status:${group.status}`
                                  : `cause:${group.causeCode}`,
                            }}
                          >
                            {t('show')}
                          </Link>
                        ),
                      },
                    ]}
                  />
                )}
              </Card>
              <Card title={t('hgs')}>
                {overview.hgs.length === 0 && <Empty title={t('noHgs')} hint={t('noHgsHint')} />}
                {overview.hgs.map((pair) => (
                  <Facts
                    key={pair.role}
                    facts={[
                      [t('url'), pair.attestationServerUrl],
                      [t('role'), pair.role],
                      [
                        t('state'),
                        <StatusChip
                          key="state"
                          status={pair.reachable ? 'ok' : 'error'}
                          word={pair.reachable ? t('reachable') : t('unreachable')}
                        />,
                      ],
                      [
                        t('latency'),
                        pair.milliseconds === null ? null : milliseconds(pair.milliseconds),
                      ],
                      [t('mode'), pair.mode],
                      [t('inUse'), `${pair.inUseBy} ${t('hosts').toLowerCase()}`],
                      [t('signer'), <RelativeTime key="signer" at={pair.signerValidUntil} />],
                    ]}
                  />
                ))}
              </Card>
              <Card title={t('timeline')}>
                <Timeline points={overview.timeline} />
              </Card>
              <Card title={t('recent')} flush>
                <Box sx={{ display: 'flex', height: 260 }}>
                  <AuditList entries={overview.recent} />
                </Box>
              </Card>
            </Box>
          </Page>
        );
      }}
    </Shown>
  );
};
