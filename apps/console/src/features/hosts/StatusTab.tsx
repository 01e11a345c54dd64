import type { HostDetail } from '@gatehouse/contracts';
import { Card } from '../../shared/ui/Card.tsx';
import { HostStatusView } from './HostStatusView.tsx';
import { useMessages } from './messages.ts';

/** The status tree on the page of its host. */
export const StatusTab = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  return (
    <Card title={t('tab.status')}>
      <HostStatusView host={host} />
    </Card>
  );
};
