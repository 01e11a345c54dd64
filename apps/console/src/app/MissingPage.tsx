import { useShared } from '../shared/i18n/i18n.ts';
import { Page } from '../shared/ui/Page.tsx';

/** An address that is no page. */
export const MissingPage = () => {
  const t = useShared();
  return (
    <Page title={t('missing.title')} sentence={t('missing.hint')}>
      <a href="/">{t('missing.start')}</a>
    </Page>
  );
};
