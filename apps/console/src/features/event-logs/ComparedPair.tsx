import type { AlignedEvents, EventDetail, LogEventDetail, LogEventRow } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { monospace } from '../../shared/ui/theme.ts';
import { DetailTree } from './DetailTree.tsx';
import { detailChanges } from './detail-changes.ts';
import { useMessages } from './messages.ts';

const useEvent = (digest: string, row: LogEventRow | null) =>
  useQuery({
    ...hgsQuery(useApi(), 'getLogEvent', { params: { digest, index: row?.index ?? 0 } }),
    enabled: row !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

const Side = ({
  title,
  digest,
  row,
  event,
  bank,
}: {
  readonly title: string;
  readonly digest: string;
  readonly row: LogEventRow | null;
  readonly event: LogEventDetail | undefined;
  readonly bank: string;
}) => {
  const t = useMessages();
  if (row === null)
    return (
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="h3" component="h3">
          {title}
        </Typography>
        {t('compare.absent')}
      </Box>
    );
  const value = row.digests[bank];
  return (
    <Box sx={{ minWidth: 0, display: 'grid', gap: 3, alignContent: 'start' }}>
      <Typography variant="h3" component="h3">
        <Link to="/event-logs/$digest" params={{ digest }} search={{ event: String(row.index) }}>
          {title}
        </Link>
      </Typography>
      <Box sx={{ overflowWrap: 'anywhere' }}>{row.description}</Box>
      {value !== undefined && (
        <Facts facts={[[bank, <Hash key="digest" value={value} label={bank} full />]]} />
      )}
      {event !== undefined && event.details !== null && (
        <Box sx={{ maxHeight: 320, overflow: 'auto' }}>
          <DetailTree value={event.details} />
        </Box>
      )}
    </Box>
  );
};

const Value = ({ value }: { readonly value: EventDetail | undefined }) => {
  if (value === undefined || value === null) return '—';
  if (typeof value === 'object') return <DetailTree value={value} />;
  return <span style={{ fontFamily: monospace, overflowWrap: 'anywhere' }}>{String(value)}</span>;
};

const mostChanges = 50;

const Changes = ({ left, right }: { left: LogEventDetail; right: LogEventDetail }) => {
  const t = useMessages();
  const changes = detailChanges(left.details, right.details);
  if (changes.length === 0) return null;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="h3" component="h3">
        {t('compare.details')}
      </Typography>
      <Box
        component="ul"
        sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 2 }}
      >
        {changes.slice(0, mostChanges).map(({ path, before, after }) => (
          <Box
            component="li"
            key={`${path.join('/')} ${JSON.stringify(before ?? after)}`}
            sx={{
              display: 'grid',
              gap: 3,
              fontSize: '0.8125rem',
              gridTemplateColumns: {
                xs: 'minmax(0, 1fr)',
                md: '160px minmax(0, 1fr) 16px minmax(0, 1fr)',
              },
            }}
          >
            <Box sx={{ color: 'text.secondary' }}>{path.join(' › ')}</Box>
            <Box sx={{ minWidth: 0 }}>
              <Value value={before} />
            </Box>
            <span aria-hidden="true">→</span>
            <Box sx={{ minWidth: 0 }}>
              <Value value={after} />
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
};

interface Props {
  readonly line: AlignedEvents;
  readonly left: string;
  readonly right: string;
  readonly bank: string;
}

/** One line of a comparison: what changed in the values, and both events. */
export const ComparedPair = ({ line, left, right, bank }: Props) => {
  const t = useMessages();
  const ours = useEvent(left, line.left);
  const theirs = useEvent(right, line.right);
  const both = ours.data !== undefined && theirs.data !== undefined;
  return (
    <Card title={t('compare.pair')}>
      <Box sx={{ display: 'grid', gap: 5 }}>
        {line.left !== null && line.right !== null && both && (
          <Changes left={ours.data} right={theirs.data} />
        )}
        <Box
          sx={{
            display: 'grid',
            gap: 6,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' },
          }}
        >
          <Side
            title={
              line.left === null
                ? t('compare.left')
                : t('compare.openLeft', { index: line.left.index })
            }
            digest={left}
            row={line.left}
            event={line.left === null ? undefined : ours.data}
            bank={bank}
          />
          <Side
            title={
              line.right === null
                ? t('compare.right')
                : t('compare.openRight', { index: line.right.index })
            }
            digest={right}
            row={line.right}
            event={line.right === null ? undefined : theirs.data}
            bank={bank}
          />
        </Box>
      </Box>
    </Card>
  );
};
