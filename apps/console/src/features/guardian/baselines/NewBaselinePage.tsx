import type { BaselinePreview } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { shortHash } from '../../../shared/format/format.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { Page } from '../../../shared/ui/Page.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { Empty, Shown } from '../../../shared/ui/states.tsx';
import { DifferenceTable } from '../DifferenceTable.tsx';
import { useMessages } from '../messages.ts';
import { useAddress } from '../use-address.ts';
import { NewBaselineForm } from './NewBaselineForm.tsx';
import { ScopeTable } from './ScopeTable.tsx';
import { SourceText } from './SourceText.tsx';

const secureBootWord = { true: 'accept.on', false: 'accept.off', null: 'accept.unknown' } as const;

const Boot = ({ preview }: { readonly preview: BaselinePreview }) => {
  const t = useMessages();
  const { secureBoot, eventLog, eventCount, source, usable } = preview;
  return (
    <Card title={t('accept.boot')}>
      <Facts
        facts={[
          [t('accept.source'), <SourceText key="source" source={source} />],
          [
            t('accept.secureBoot'),
            <StatusChip
              key="sb"
              status={secureBoot === true ? 'ok' : 'warning'}
              word={t(secureBootWord[`${secureBoot}`])}
            />,
          ],
          [
            t('accept.log'),
            <Link key="log" to="/event-logs/$digest" params={{ digest: eventLog }}>
              {`${shortHash(eventLog)}, ${t('baselines.events', { count: eventCount })}`}
            </Link>,
          ],
        ]}
      />
      {!usable && <Typography sx={{ mt: 3 }}>{t('accept.unusable')}</Typography>}
      {secureBoot === false && <Typography sx={{ mt: 3 }}>{t('accept.secureBootOff')}</Typography>}
    </Card>
  );
};

const Nearest = ({ nearest }: Pick<BaselinePreview, 'nearest'>) => {
  const t = useMessages();
  return (
    <Card
      title={
        nearest === null ? t('accept.nearestTitle') : t('accept.nearest', { name: nearest.name })
      }
    >
      {nearest === null && <Typography variant="body2">{t('accept.none')}</Typography>}
      {nearest?.matches === true && (
        <Typography variant="body2">{t('accept.matches', { name: nearest.name })}</Typography>
      )}
      {nearest?.matches === false && (
        <DifferenceTable
          differences={nearest.differences}
          left={t('accept.before', { name: nearest.name })}
          right={t('accept.after')}
        />
      )}
    </Card>
  );
};

const shownHosts = 12;

const Passing = ({ preview }: { readonly preview: BaselinePreview }) => {
  const t = useMessages();
  const { wouldPass, passAlready, waiting } = preview;
  const rest = wouldPass.length - shownHosts;
  return (
    <Card title={t('accept.hosts')}>
      <Box sx={{ display: 'grid', gap: 2, fontSize: '0.8125rem' }}>
        <span>{t('accept.hostsSentence', { count: wouldPass.length })}</span>
        {wouldPass.length > 0 && (
          <Box component="ul" sx={{ margin: 0, paddingInlineStart: 5, columns: { sm: 2 } }}>
            {wouldPass.slice(0, shownHosts).map(({ ekHash, hostName }) => (
              <li key={ekHash}>{hostName}</li>
            ))}
            {rest > 0 && <li>{t('accept.more', { count: rest })}</li>}
          </Box>
        )}
        {passAlready > 0 && <span>{t('accept.already', { count: passAlready })}</span>}
        {waiting.length > 0 && (
          <span>
            {t('accept.waiting', { names: waiting.slice(0, shownHosts).join(', ') })}
            {waiting.length > shownHosts &&
              ` ${t('accept.more', { count: waiting.length - shownHosts })}`}
          </span>
        )}
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {t('accept.cannotTell')}
        </Typography>
      </Box>
    </Card>
  );
};

const Preview = ({ log }: { readonly log: string }) => {
  const [{ ignores = '', supersedes }, change] = useAddress('ignores', 'supersedes');
  const t = useMessages();
  const mayWrite = usePermission('hgs.write');
  const query = useQuery({
    ...hgsQuery(useApi(), 'previewBaseline', { params: { digest: log }, query: { ignores } }),
    placeholderData: keepPreviousData,
  });
  const left = ignores.split(',').filter(Boolean).map(Number);
  const leaveOut = (pcrs: readonly number[], on: boolean) => {
    const others = left.filter((pcr) => !pcrs.includes(pcr));
    change({ ignores: [...others, ...(on ? pcrs : [])].join(',') });
  };
  return (
    <Shown query={query}>
      {(preview) => (
        <>
          <Box
            sx={{
              display: 'grid',
              gap: 4,
              gridTemplateColumns: { xs: '1fr', lg: 'repeat(2, minmax(0, 1fr))' },
              alignItems: 'start',
            }}
          >
            <Boot preview={preview} />
            <Passing preview={preview} />
          </Box>
          <Nearest nearest={preview.nearest} />
          <Card title={t('scope.titleNew')}>
            <ScopeTable scope={preview.scope} onLeaveOut={mayWrite ? leaveOut : undefined} />
          </Card>
          {mayWrite && preview.usable && (
            <NewBaselineForm preview={preview} ignores={left} supersedes={supersedes} />
          )}
        </>
      )}
    </Shown>
  );
};

/** What trusting a boot would mean, and the form that does it. The log is named by the address. */
export const NewBaselinePage = () => {
  const t = useMessages();
  const [{ log }] = useAddress('log');
  return (
    <Page title={t('accept.title')} sentence={t('accept.sentence')}>
      {log === undefined ? (
        <Card>
          <Empty title={t('accept.noLog')} hint={t('accept.noLogHint')} />
        </Card>
      ) : (
        <Preview key={log} log={log} />
      )}
    </Page>
  );
};
