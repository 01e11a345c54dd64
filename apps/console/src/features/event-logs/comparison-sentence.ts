import type { AlignedEvents, EventLogComparison } from '@gatehouse/contracts';
import type { useMessages } from './messages.ts';

const kinds = ['changed', 'added', 'removed', 'moved'] as const;

/** What two logs differ in, in words: where, how much, and what comes first. */
export function comparisonSentence(
  t: ReturnType<typeof useMessages>,
  { counts, pcrs, isShortest }: EventLogComparison,
  { left, right, first }: { left: string; right: string; first: AlignedEvents | undefined },
): string {
  const different = kinds.filter((kind) => counts[kind] > 0);
  if (different.length === 0) return t('compare.same', { left, right, count: counts.same });
  const what = different.map((kind) => t(`compare.${kind}`, { count: counts[kind] })).join(', ');
  const where =
    pcrs.length === 0
      ? t('compare.noPcr')
      : t('compare.where', { count: pcrs.length, pcrs: pcrs.join(', ') });
  const event = first?.right ?? first?.left;
  return [
    t('compare.sentence', { left, right, where, what }),
    ...(event === undefined || event === null
      ? []
      : [t('compare.first', { what: event.description })]),
    ...(isShortest ? [] : [t('compare.cut')]),
  ].join(' ');
}
