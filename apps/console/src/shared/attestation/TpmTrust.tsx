import type { Verdict } from '@gatehouse/contracts';
import { useShared } from '../i18n/i18n.ts';
import { StatusChip } from '../ui/StatusChip.tsx';

/** What vouches for the TPM of a verdict, and what HGS holds against it. */
export const TpmTrust = ({
  verdict: { alarm, endorsement },
}: {
  readonly verdict: Pick<Verdict, 'alarm' | 'endorsement'>;
}) => {
  const t = useShared();
  if (alarm !== null) return <StatusChip status="error" word={alarm.sentence} />;
  if (endorsement === null) return '—';
  const status = endorsement === 'certified' ? 'ok' : 'warning';
  return <StatusChip status={status} word={t(`endorsement.${endorsement}`)} />;
};
