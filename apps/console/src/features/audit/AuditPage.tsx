import TextField from '@mui/material/TextField';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { AuditList } from '../../shared/audit/AuditList.tsx';
import { useShared } from '../../shared/i18n/i18n.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';

interface Props {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Who changed what in the fabric. */
export const AuditPage = ({ filter, onFilter }: Props) => {
  const t = useShared();
  const api = useApi();
  const query = useQuery({
    ...serverQuery(api, 'listAudit', { query: { limit: 1000, filter } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t('audit.title')}
      sentence={t('audit.sentence')}
      fill
      action={
        <TextField
          label={t('audit.filter')}
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
        />
      }
    >
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
