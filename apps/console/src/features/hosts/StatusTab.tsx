import type { HostDetail } from '@gatehouse/contracts';
import { Card } from '../../shared/ui/Card.tsx';
import { HostStatusView } from './HostStatusView.tsx';

/** The status tree on the page of its host. */
export const StatusTab = ({ host }: { readonly host: HostDetail }) => (
  <Card>
    <HostStatusView host={host} />
  </Card>
);
