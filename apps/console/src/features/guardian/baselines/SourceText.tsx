import type { BootSource } from '@gatehouse/contracts';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { useMessages } from '../messages.ts';

/** Where a boot comes from, in words; what is only claimed is marked. */
export const SourceText = ({
  source,
  matched = false,
}: {
  readonly source: BootSource;
  /** Whether a host has proven such a boot since: then it is no mere claim any more. */
  readonly matched?: boolean;
}) => {
  const t = useMessages();
  const word = t(`baselines.source.${source.kind}`, {
    host: source.host ?? t('baselines.source.unknown'),
  });
  return (
    <span
      title={t(
        `baselines.sourceHelp.${source.kind === 'claimed' && matched ? 'matched' : source.kind}`,
      )}
    >
      {source.kind === 'claimed' && !matched ? <StatusChip status="warning" word={word} /> : word}
    </span>
  );
};
