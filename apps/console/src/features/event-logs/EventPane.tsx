import type { DigestCheck, HostStatus, LogEventDetail } from '@gatehouse/contracts';
import ChevronLeft from '@mui/icons-material/ChevronLeft';
import ChevronRight from '@mui/icons-material/ChevronRight';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { CopyButton } from '../../shared/ui/CopyButton.tsx';
import { type Fact, Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { DetailTree } from './DetailTree.tsx';
import { HexView } from './HexView.tsx';
import { useMessages } from './messages.ts';

const statusOf: Readonly<Record<DigestCheck['outcome'], HostStatus>> = {
  matches: 'ok',
  differs: 'error',
  'not-of-the-data': 'unknown',
  none: 'unknown',
};

const useFacts = (event: LogEventDetail): readonly Fact[] => {
  const t = useMessages();
  const pcr = event.pcr > 23 ? null : event.pcr;
  return [
    [t('event.type'), t('event.typeClaimed', { name: event.typeName })],
    [t('event.pcr'), pcr ?? t('event.noPcr')],
    [t('event.place'), t('event.placeIs', { offset: event.offset, size: event.size })],
    [t('event.measures'), event.measures],
    [t('event.doesNotProve'), event.doesNotProve],
    ...event.digestChecks.flatMap((check): Fact[] => [
      [
        `${t('event.digest')} ${check.bank}`,
        check.digest === null ? (
          t('event.noDigest')
        ) : (
          <Hash key={check.bank} value={check.digest} label={`${check.bank} digest`} full />
        ),
      ],
      [
        `${t('event.check')} (${check.bank})`,
        <Box key={check.bank} sx={{ display: 'grid', gap: 0.5, justifyItems: 'start' }}>
          <StatusChip status={statusOf[check.outcome]} word={t(`outcome.${check.outcome}`)} />
          <span>{check.reason}</span>
        </Box>,
      ],
      ...(check.pcr === null || pcr === null ? [] : runningValues(check.bank, pcr, check.pcr, t)),
    ]),
  ];
};

const runningValues = (
  bank: string,
  pcr: number,
  { before, after }: { readonly before: string; readonly after: string },
  t: ReturnType<typeof useMessages>,
): readonly Fact[] => [
  [
    `${t('event.before', { pcr })} (${bank})`,
    <Hash key="before" value={before} label={t('event.before', { pcr })} full />,
  ],
  [
    `${t('event.after', { pcr })} (${bank})`,
    <Hash key="after" value={after} label={t('event.after', { pcr })} full />,
  ],
];

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Box sx={{ minWidth: 0, display: 'grid', gap: 2, alignContent: 'start' }}>
    <Typography variant="h3" component="h3">
      {title}
    </Typography>
    {children}
  </Box>
);

const shownOf = (event: LogEventDetail): number =>
  Math.floor((event.data.replace(/=+$/, '').length * 3) / 4);

const Event = ({ event }: { readonly event: LogEventDetail }) => {
  const t = useMessages();
  const shown = shownOf(event);
  const bytes =
    shown < event.size
      ? `${t('event.bytes')}: ${t('event.bytesShown', { shown, size: event.size })}`
      : t('event.bytes');
  return (
    <Box sx={{ display: 'grid', gap: 4, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Typography variant="body1" sx={{ overflowWrap: 'anywhere' }}>
        {event.description}
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gap: 6,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' },
        }}
      >
        <Part
          title={
            event.readAs === 'values'
              ? t('event.values')
              : `${t('event.values')}: ${t(`event.readAs.${event.readAs}`)}`
          }
        >
          <Box sx={{ maxHeight: { lg: 360 }, overflow: 'auto' }}>
            {event.details === null ? (
              t('event.valuesNone')
            ) : (
              <DetailTree key={event.index} value={event.details} />
            )}
          </Box>
        </Part>
        <Part title={bytes}>
          {event.size === 0 ? (
            t('event.valuesNone')
          ) : (
            <HexView key={event.index} label={bytes} data={event.data} />
          )}
        </Part>
      </Box>
      <Facts facts={useFacts(event)} />
    </Box>
  );
};

interface Props {
  readonly digest: string;
  readonly index: number;
  readonly onStep: (by: 1 | -1) => void;
  readonly onClose: () => void;
}

/** All of one event: its values and its bytes beside each other, its digests, its PCR before and after. */
export const EventPane = ({ digest, index, onStep, onClose }: Props) => {
  const t = useMessages();
  const query = useQuery({
    ...hgsQuery(useApi(), 'getLogEvent', { params: { digest, index } }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Card
      title={t('event.title', { index })}
      action={
        <>
          {query.data !== undefined && (
            <CopyButton
              text={JSON.stringify(query.data, null, 2)}
              label={t('event.copyJson', { index })}
            />
          )}
          <IconButton aria-label={t('event.previous')} onClick={() => onStep(-1)}>
            <ChevronLeft fontSize="small" />
          </IconButton>
          <IconButton aria-label={t('event.next')} onClick={() => onStep(1)}>
            <ChevronRight fontSize="small" />
          </IconButton>
          <Button onClick={onClose}>{t('event.close')}</Button>
        </>
      }
    >
      <Shown query={query}>{(event) => <Event event={event} />}</Shown>
    </Card>
  );
};
