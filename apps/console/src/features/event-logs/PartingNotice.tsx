import type { AttestationCheck, Verdict } from '@gatehouse/contracts';
import { measurementText } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { absoluteTime, shortHash } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { type Fact, Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

const replayCheckOf = (verdict: Verdict): AttestationCheck | undefined =>
  verdict.checks.find(({ id }) => id === 'event-log-replay');

/** What can be said of where the log and the quote part, and what cannot. */
const whereKey = (replay: AttestationCheck | undefined) => {
  if (replay?.outcome !== 'failed') return 'otherCheck';
  const { event, pcr } = replay.explanation ?? { event: null, pcr: null };
  return event === null && pcr === null ? 'unknown' : 'found';
};

const useFacts = (verdict: Verdict): readonly Fact[] => {
  const t = useMessages();
  const told = verdict.explanation;
  const replay = replayCheckOf(verdict);
  const digests: readonly Fact[] =
    replay?.outcome === 'failed' && replay.expected !== null && replay.actual !== null
      ? [
          [
            t('parting.quoted'),
            <Hash key="quoted" value={replay.expected} label={t('parting.quoted')} full />,
          ],
          [
            t('parting.replayed'),
            <Hash key="replayed" value={replay.actual} label={t('parting.replayed')} full />,
          ],
        ]
      : [];
  if (verdict.status === 'Passed') return [[t('parting.where'), t('parting.passedText')]];
  const facts: readonly Fact[] = [
    [t('parting.measured'), measurementText(told?.measured ?? null)],
    [t('parting.trusted'), measurementText(told?.trusted ?? null, told?.trusted?.by ?? null)],
    [t('parting.meaning'), told?.meaning ?? null],
    [t('parting.remedy'), told?.remedy ?? null],
    [t('parting.who'), told?.who ?? null],
  ];
  return [
    ...facts.filter(([, value]) => value !== null),
    ...(replay === undefined || replay.outcome === 'skipped'
      ? []
      : ([[t('parting.where'), t(`parting.${whereKey(replay)}`)]] as const)),
    ...digests,
  ];
};

interface Props {
  /** Of the attestation in which the log was sent. */
  readonly id: string;
  readonly digest: string;
  readonly onEvent: (index: number) => void;
  readonly onPcr: (pcr: number) => void;
}

const Told = ({ verdict, digest, onEvent, onPcr }: Omit<Props, 'id'> & { verdict: Verdict }) => {
  const t = useMessages();
  const words = useWords();
  const baselines = useQuery(hgsQuery(useApi(), 'listBaselines', {}));
  const told = verdict.explanation;
  const facts = useFacts(verdict);
  const named = told?.trusted?.by ?? verdict.baseline;
  const baseline = baselines.data?.items.find(({ name }) => name === named);
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'center' }}>
        <StatusChip
          status={statusOfAttestation[verdict.status]}
          word={words.attestation(verdict.status)}
        />
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {absoluteTime(verdict.at)}
        </Typography>
      </Box>
      {told !== null && <Typography sx={{ overflowWrap: 'anywhere' }}>{told.sentence}</Typography>}
      <Facts facts={facts} />
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        {told !== null && told.event !== null && (
          <EventButton index={told.event} onEvent={onEvent} />
        )}
        {told !== null && told.event === null && told.pcr !== null && (
          <PcrButton pcr={told.pcr} onPcr={onPcr} />
        )}
        {baseline !== undefined && baseline.eventLog !== digest && (
          <Link to="/compare" search={{ left: baseline.eventLog, right: digest }}>
            {t('parting.compare', { name: baseline.name })}
          </Link>
        )}
      </Box>
    </Box>
  );
};

const EventButton = ({ index, onEvent }: { index: number; onEvent: (index: number) => void }) => {
  const t = useMessages();
  return (
    <Button variant="outlined" onClick={() => onEvent(index)}>
      {t('parting.show', { index })}
    </Button>
  );
};

const PcrButton = ({ pcr, onPcr }: { pcr: number; onPcr: (pcr: number) => void }) => {
  const t = useMessages();
  return (
    <Button variant="outlined" onClick={() => onPcr(pcr)}>
      {t('parting.showPcr', { pcr })}
    </Button>
  );
};

/** What an attestation found in this log: where replay and quote part, as far as that is provable. */
export const PartingNotice = ({ id, ...rest }: Props) => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'getVerdict', { params: { id } }));
  const host = query.data?.hostName ?? (query.data && shortHash(query.data.ekHash)) ?? '…';
  return (
    <Card title={t('parting.title', { host })}>
      <Shown query={query}>{(verdict) => <Told verdict={verdict} {...rest} />}</Shown>
    </Card>
  );
};
