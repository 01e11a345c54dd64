import type { RolloutDetail, RolloutGroup, RolloutHost } from '@gatehouse/contracts';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Card } from '../../../shared/ui/Card.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import type { Column } from '../../../shared/ui/table/column.ts';
import { useMessages } from '../messages.ts';
import { FilteredList } from '../TrustPage.tsx';
import { statusOfPlace } from './rollout-state.ts';

type Row = RolloutHost & { readonly kind: RolloutGroup | null };

const orderOfPlace = ['strayed', 'unknown', 'waiting', 'moved', 'elsewhere'] as const;

const useWhy = () => {
  const t = useMessages();
  return ({ kind, place }: Row): string => {
    if (kind?.cause) return `${kind.cause.baseline}: ${kind.cause.sentence}`;
    if (place === 'waiting') return t('rollouts.page.notMoved');
    return place === 'moved' ? t('rollouts.page.hasMoved') : '';
  };
};

const useColumns = (why: (row: Row) => string): readonly Column<Row>[] => {
  const t = useMessages();
  const outcome = (
    id: 'passesOld' | 'passesBoth' | 'passesNew',
    trust: keyof RolloutGroup['passes'],
  ): Column<Row> => {
    const outcomeOf = ({ kind }: Row) =>
      kind === null ? 'unknown' : kind.passes[trust] ? 'pass' : 'fail';
    const status = { pass: 'ok', fail: 'error', unknown: 'unknown' } as const;
    return {
      id,
      header: t(`rollouts.page.${id}`),
      width: 108,
      wideOnly: true,
      cell: (row) => (
        <StatusChip
          status={status[outcomeOf(row)]}
          word={t(`rollouts.page.${outcomeOf(row)}_word`)}
        />
      ),
      sortValue: outcomeOf,
    };
  };
  return [
    {
      id: 'host',
      header: t('rollouts.page.host'),
      width: 190,
      cell: ({ hostName }) => (
        <Link to="/attestations" search={{ filter: hostName }}>
          {hostName}
        </Link>
      ),
      sortValue: ({ hostName }) => hostName,
    },
    {
      id: 'place',
      header: t('rollouts.page.place'),
      width: 150,
      cell: ({ place }) => (
        <StatusChip status={statusOfPlace[place]} word={t(`rollouts.page.${place}`)} />
      ),
      sortValue: ({ place }) => orderOfPlace.indexOf(place),
    },
    outcome('passesOld', 'old'),
    outcome('passesBoth', 'both'),
    outcome('passesNew', 'new'),
    {
      id: 'cause',
      header: t('rollouts.page.cause'),
      width: 220,
      grow: true,
      wideOnly: true,
      cell: (row) => (
        <span title={[why(row), row.kind?.cause?.remedy].filter(Boolean).join(' ')}>
          {why(row) || '—'}
        </span>
      ),
    },
    {
      id: 'at',
      header: t('rollouts.page.last'),
      width: 120,
      wideOnly: true,
      cell: ({ at }) => <RelativeTime at={at} />,
      sortValue: ({ at }) => at,
    },
  ];
};

/** Every authorised host: where it is, and whether it passes with old, both and new trusted. */
export const RolloutHosts = ({ rollout }: { readonly rollout: RolloutDetail }) => {
  const t = useMessages();
  const why = useWhy();
  const columns = useColumns(why);
  const rows = useMemo(
    () =>
      rollout.hosts
        .map(
          (host): Row => ({
            ...host,
            kind: host.group === null ? null : (rollout.groups[host.group] ?? null),
          }),
        )
        .toSorted((a, b) => orderOfPlace.indexOf(a.place) - orderOfPlace.indexOf(b.place)),
    [rollout],
  );
  return (
    <Card flush title={t('rollouts.page.hosts')}>
      <FilteredList
        label={t('rollouts.page.hosts')}
        rows={rows}
        columns={columns}
        rowKey={({ ekHash }) => ekHash}
        rowName={({ hostName }) => hostName}
        fieldsOf={(row) => ({ host: row.hostName, place: row.place, cause: why(row) })}
        filterHint={t('rollouts.page.filterHint')}
        height={`${34 + 36 * Math.min(14, Math.max(3, rows.length))}px`}
      />
    </Card>
  );
};
