import type { TpmHost } from '@gatehouse/contracts';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfPath } from './certificate-status.ts';
import { useMessages } from './messages.ts';

/** Where a certificate leads, in a word; where exactly, or why not, on pointing at it. */
export const PathChip = ({ path }: { readonly path: TpmHost['certificatePath'] }) => {
  const t = useMessages();
  return (
    <span title={path.detail}>
      <StatusChip status={statusOfPath[path.outcome]} word={t(`path.${path.outcome}`)} />
    </span>
  );
};
