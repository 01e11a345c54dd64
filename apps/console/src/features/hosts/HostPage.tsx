import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { HostStatusView } from './HostStatusView.tsx';
import { useMessages } from './messages.ts';

/** One host: its status, why, and what can be done. */
export const HostPage = ({ id }: { readonly id: string }) => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'getHost', { params: { id } }));
  return (
    <Shown query={query}>
      {(host) => (
        <Page
          title={host.name}
          sentence={
            <>
              <StatusChip status={host.status} /> {host.reason ?? t('healthy')}
            </>
          }
        >
          <Card title={t('tab.status')}>
            <HostStatusView host={host} />
          </Card>
        </Page>
      )}
    </Shown>
  );
};
