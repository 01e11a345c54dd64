import type { EventLogInfo } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { Link } from '@tanstack/react-router';
import { absoluteTime, fileSize, shortHash } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

const Senders = ({ info }: { readonly info: EventLogInfo }) => {
  const t = useMessages();
  const words = useWords();
  if (info.senders.length === 0) return t('about.nobody');
  return (
    <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1 }}>
      {info.senders.map(({ id, at, hostName, ekHash, status }) => (
        <Box
          component="li"
          key={id}
          sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'center' }}
        >
          <Link to="/attestations" search={{ id }}>
            {hostName ?? shortHash(ekHash)}
          </Link>
          <StatusChip status={statusOfAttestation[status]} word={words.attestation(status)} />
          <RelativeTime at={at} />
        </Box>
      ))}
    </Box>
  );
};

const Words = ({ words }: { readonly words: readonly string[] }) => {
  const t = useMessages();
  return words.length === 0 ? t('about.nobody') : words.join(', ');
};

/** Where a log comes from, who has it, and how it departs from the specification. */
export const AboutView = ({ info }: { readonly info: EventLogInfo }) => {
  const t = useMessages();
  return (
    <Card>
      <Facts
        facts={[
          [
            t('about.digest'),
            <Hash key="digest" value={info.digest} label={t('about.digest')} full />,
          ],
          [t('about.size'), fileSize(info.size)],
          [t('about.added'), absoluteTime(info.addedAt)],
          [t('about.format'), `${t(`format.${info.format}`)}, ${info.banks.join(', ')}`],
          [t('about.locality'), info.startupLocality ?? t('about.localityUnknown')],
          [t('about.baselines'), <Words key="baselines" words={info.baselines} />],
          [t('about.senders'), <Senders key="senders" info={info} />],
          [t('about.waiting'), <Words key="waiting" words={info.waiting} />],
          [
            t('about.quirks'),
            info.quirks.length === 0 ? (
              t('about.noQuirks')
            ) : (
              <Box key="quirks" component="ul" sx={{ margin: 0, paddingInlineStart: 4 }}>
                {info.quirks.map(({ id, sentence }) => (
                  <li key={id}>{sentence}</li>
                ))}
              </Box>
            ),
          ],
        ]}
      />
    </Card>
  );
};
