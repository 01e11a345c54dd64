import type { BaselineDetail } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { absoluteTime, shortHash } from '../../../shared/format/format.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { Hash } from '../../../shared/ui/Hash.tsx';
import { Page } from '../../../shared/ui/Page.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../../shared/ui/states.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { DataTable } from '../../../shared/ui/table/DataTable.tsx';
import { useMessages } from '../messages.ts';
import { AboutDialog, BaselineActions } from './BaselineActions.tsx';
import { stateOf, statusOfState } from './baseline-state.ts';
import { ScopeTable } from './ScopeTable.tsx';
import { SourceText } from './SourceText.tsx';

const ToBaseline = ({ id, name }: { readonly id: string; readonly name: string }) => (
  <Link to="/baselines/$id" params={{ id }}>
    {name}
  </Link>
);

const About = ({ baseline }: { readonly baseline: BaselineDetail }) => {
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  const [editing, setEditing] = useState(false);
  const { supersedes, supersededBy, retired, eventLog } = baseline;
  const leftOut: readonly [string, ReactNode][] =
    baseline.ignores.length === 0
      ? []
      : [
          [
            t('baselines.col.ignores'),
            `PCR ${baseline.ignores.join(', ')}: ${baseline.ignoresReason}`,
          ],
        ];
  return (
    <Card
      title={t('baselines.about')}
      action={mayWrite && <Button onClick={() => setEditing(true)}>{t('baselines.edit')}</Button>}
    >
      <Facts
        facts={[
          [
            t('trust.col.state'),
            <StatusChip
              key="state"
              status={statusOfState[stateOf(baseline)]}
              word={t(`baselines.state.${stateOf(baseline)}`)}
            />,
          ],
          ...(retired === null
            ? []
            : [
                [
                  t('baselines.retiredBecause'),
                  `${absoluteTime(retired.at)}: ${t('baselines.retiredText', {
                    reason: retired.reason || t('baselines.noReason'),
                    by: retired.by,
                  })}`,
                ] as const,
              ]),
          [t('baselines.owner'), baseline.owner],
          [t('baselines.note'), baseline.note],
          [
            t('baselines.col.source'),
            <SourceText
              key="source"
              source={baseline.source}
              matched={baseline.lastMatchedAt !== null}
            />,
          ],
          ...leftOut,
          [
            t('baselines.supersedes'),
            supersedes === null ? null : <ToBaseline key="old" {...supersedes} />,
          ],
          ...(supersededBy.length === 0
            ? []
            : [
                [
                  t('baselines.supersededBy'),
                  <Box key="new" sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
                    {supersededBy.map((each) => (
                      <ToBaseline key={each.id} {...each} />
                    ))}
                  </Box>,
                ] as const,
              ]),
          [t('baselines.col.matched'), <RelativeTime key="at" at={baseline.lastMatchedAt} />],
          [
            t('trust.col.added'),
            t('rollouts.page.by', { at: absoluteTime(baseline.addedAt), by: baseline.addedBy }),
          ],
          [
            t('baselines.logOf'),
            <Box key="log" sx={{ display: 'flex', gap: 3, flexWrap: 'wrap' }}>
              <Link to="/event-logs/$digest" params={{ digest: eventLog }}>
                {`${shortHash(eventLog)}, ${t('baselines.events', { count: baseline.eventCount })}`}
              </Link>
              <Link to="/compare" search={{ left: eventLog }}>
                {t('attestations.compare')}
              </Link>
            </Box>,
          ],
          [t('baselines.banks'), baseline.banks.join(', ')],
        ]}
      />
      {editing && <AboutDialog baseline={baseline} onClose={() => setEditing(false)} />}
    </Card>
  );
};

const Versions = ({ baseline: { id, versions } }: { readonly baseline: BaselineDetail }) => {
  const t = useMessages();
  return (
    <Card title={t('baselines.versions')}>
      <Box component="ol" sx={{ margin: 0, paddingInlineStart: 5, fontSize: '0.8125rem' }}>
        {versions.map((each) => (
          <li key={each.id}>
            {each.id === id ? (
              <b>{`${each.name} (${t('baselines.thisOne')})`}</b>
            ) : (
              <ToBaseline {...each} />
            )}{' '}
            <RelativeTime at={each.addedAt} />
            {!each.enabled && `, ${t('trust.disabled').toLowerCase()}`}
          </li>
        ))}
      </Box>
    </Card>
  );
};

type Host = BaselineDetail['usedBy'][number];
type Measurement = BaselineDetail['measurements'][number] & { readonly order: number };

const UsedBy = ({ hosts }: { readonly hosts: readonly Host[] }) => {
  const t = useMessages();
  const columns: readonly Column<Host>[] = [
    {
      id: 'host',
      header: t('baselines.captureHost'),
      width: 220,
      grow: true,
      cell: ({ hostName }) => (
        <Link to="/attestations" search={{ filter: hostName }}>
          {hostName}
        </Link>
      ),
    },
    {
      id: 'at',
      header: t('baselines.lastProven'),
      width: 130,
      cell: ({ at }) => <RelativeTime at={at} />,
    },
  ];
  return (
    <Card flush title={t('baselines.usedBy')}>
      {hosts.length === 0 ? (
        <Box sx={{ padding: '0 16px 16px', fontSize: '0.8125rem' }}>
          {t('baselines.usedByNone')}
        </Box>
      ) : (
        <Box sx={{ display: 'flex', height: 34 + 36 * Math.min(8, hosts.length) }}>
          <DataTable
            label={t('baselines.usedBy')}
            columns={columns}
            rows={hosts}
            rowKey={({ ekHash }) => ekHash}
            rowName={({ hostName }) => hostName}
            virtual
          />
        </Box>
      )}
    </Card>
  );
};

const Measurements = ({ measurements }: Pick<BaselineDetail, 'measurements'>) => {
  const t = useMessages();
  const columns: readonly Column<Measurement>[] = [
    { id: 'order', header: t('baselines.order'), width: 48, align: 'end', cell: (m) => m.order },
    { id: 'pcr', header: t('difference.pcr'), width: 56, align: 'end', cell: (m) => m.pcr },
    {
      id: 'what',
      header: t('baselines.measured'),
      width: 240,
      grow: true,
      cell: ({ what }) => <span title={what}>{what}</span>,
    },
    {
      id: 'digest',
      header: t('baselines.digest'),
      width: 160,
      wideOnly: true,
      cell: ({ digest }) => <Hash value={digest} label={t('baselines.digest')} />,
    },
  ];
  return (
    <Card flush title={t('baselines.measurements')}>
      <Box sx={{ display: 'flex', height: 34 + 28 * Math.min(14, measurements.length) }}>
        <DataTable
          label={t('baselines.measurements')}
          columns={columns}
          rows={measurements.map((m, i) => ({ ...m, order: i + 1 }))}
          rowKey={({ order }) => String(order)}
          rowName={({ what }) => what}
          rowHeight={28}
          virtual
        />
      </Box>
    </Card>
  );
};

/** One baseline: what it fixes and ignores, its versions, where it is used, and what can be done. */
export const BaselinePage = ({ id }: { readonly id: string }) => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'getBaseline', { params: { id } }));
  const mayWrite = usePermission('hgs.write');
  const { data } = query;
  return (
    <Page
      title={data?.name ?? t('baselines.title')}
      sentence={data && t(`baselines.sentenceOf.${stateOf(data)}`, { count: data.hosts })}
      action={data && mayWrite && <BaselineActions baseline={data} />}
    >
      <Shown query={query}>
        {(baseline) => (
          <>
            <Box
              sx={{
                display: 'grid',
                gap: 4,
                gridTemplateColumns: { xs: '1fr', lg: 'repeat(2, minmax(0, 1fr))' },
                alignItems: 'start',
              }}
            >
              <Box sx={{ display: 'grid', gap: 4, minWidth: 0 }}>
                <About baseline={baseline} />
                {baseline.versions.length > 1 && <Versions baseline={baseline} />}
                <UsedBy hosts={baseline.usedBy} />
              </Box>
              <Card title={t('scope.title')}>
                {baseline.usable ? (
                  <ScopeTable scope={baseline.scope} />
                ) : (
                  <Empty title={t('baselines.state.unusable')} hint={t('accept.unusable')} />
                )}
              </Card>
            </Box>
            <Measurements measurements={baseline.measurements} />
          </>
        )}
      </Shown>
    </Page>
  );
};
