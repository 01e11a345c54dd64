import type { HostTpm } from '@gatehouse/contracts';
import { duration } from '../../../shared/format/format.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { Hash } from '../../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { useMessages } from '../messages.ts';

/** Clock and counters that the last proven quote carries; nothing where there is none. */
export const QuoteCard = ({ tpm }: { readonly tpm: HostTpm }) => {
  const t = useMessages();
  const quote = tpm.hgs?.quote ?? null;
  if (tpm.hgs === null || quote === null) return null;
  return (
    <Card title={t('tpm.quote.title')}>
      <Facts
        facts={[
          [t('tpm.quote.at'), <RelativeTime key="at" at={tpm.hgs.at} />],
          [t('tpm.quote.resets'), quote.resetCount],
          [t('tpm.quote.restarts'), quote.restartCount],
          [t('tpm.quote.clock'), duration(Number(quote.clock))],
          [t('tpm.quote.safe'), t(quote.safe ? 'tpm.quote.isSafe' : 'tpm.quote.notSafe')],
          [
            t('tpm.quote.firmware'),
            <Hash
              key="firmware"
              value={quote.firmwareVersion}
              label={t('tpm.quote.firmware')}
              full
            />,
          ],
        ]}
      />
    </Card>
  );
};
