import type { StoredEventLog } from '@gatehouse/contracts';
import { shortHash } from '../../shared/format/format.ts';
import { useMessages } from './messages.ts';

/** Names of a log that are told; a fleet of one model has thousands. */
const told = 3;

/** Who has a log: baselines first, then hosts, then who waits; its digest if nobody does. */
export const useLogNames = () => {
  const t = useMessages();
  const all = ({ baselines, senders, waiting }: StoredEventLog): readonly string[] => [
    ...baselines.map((name) => t('list.baseline', { name })),
    ...new Set(
      senders.map(({ hostName, ekHash }) =>
        t('list.host', { name: hostName ?? shortHash(ekHash) }),
      ),
    ),
    ...waiting.map((name) => t('list.waiting', { name })),
  ];
  return {
    isNamed: (log: StoredEventLog): boolean => all(log).length > 0,
    /** All that fits, for lists. */
    line: (log: StoredEventLog): string => {
      const names = all(log);
      if (names.length === 0) return t('list.uploaded');
      const more = names.length - told;
      const shown = names.slice(0, told).join(', ');
      return more > 0 ? `${shown} ${t('list.more', { count: more })}` : shown;
    },
    /** The first of its names, or its digest. */
    short: (log: StoredEventLog): string =>
      all(log)[0] ?? t('list.unnamed', { digest: shortHash(log.digest) }),
  };
};
