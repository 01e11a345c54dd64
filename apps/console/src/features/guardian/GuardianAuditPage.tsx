import { useQuery } from '@tanstack/react-query';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { AuditList } from '../../shared/audit/AuditList.tsx';
import { useShared } from '../../shared/i18n/i18n.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';

/** Who changed what HGS trusts. */
export const GuardianAuditPage = () => {
  const t = useShared();
  const query = useQuery(hgsQuery(useApi(), 'listHgsAudit', { query: { limit: 1000 } }));
  return (
    <Page title={t('audit.title')} sentence={t('audit.sentence')} fill>
      <Card flush>
        <div style={{ display: 'flex', height: 'calc(100vh - 190px)', minHeight: 240 }}>
          <Shown query={query}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty title={t('audit.empty')} hint={t('audit.emptyHint')} />
              ) : (
                <AuditList entries={items} />
              )
            }
          </Shown>
        </div>
      </Card>
    </Page>
  );
};
