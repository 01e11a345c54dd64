import type { HgsSettings } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { HgsSettingsForm } from './HgsSettingsForm.tsx';
import { useMessages } from './messages.ts';

const LastChange = ({ settings }: { readonly settings: HgsSettings }) => {
  const t = useMessages();
  if (settings.primary === null) return <div>{t('hgs.never')}</div>;
  if (settings.updatedAt === null) return null;
  return (
    <div>
      {t('hgs.changed', { by: settings.updatedBy ?? '—' })},{' '}
      <RelativeTime at={settings.updatedAt} />
    </div>
  );
};

/** The global settings: which HGS guards the fabric, and the policies its hosts can be given. */
export const HgsSettingsPage = () => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'getHgsSettings', {}));
  return (
    <Page
      title={t('hgs.title')}
      sentence={
        <>
          {t('hgs.sentence')}
          {query.data !== undefined && <LastChange settings={query.data} />}
        </>
      }
    >
      <Shown query={query}>
        {(settings) => <HgsSettingsForm key={settings.updatedAt} settings={settings} />}
      </Shown>
    </Page>
  );
};
