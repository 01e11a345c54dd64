import type { FeedEntry } from '@gatehouse/contracts';
import type { TpmStanding } from '../fleet/hgs-knowledge.ts';

/** What an entry says about the standing of a TPM; null if it says nothing about that. */
export const standingOf = (entry: FeedEntry): TpmStanding | null => {
  switch (entry.kind) {
    case 'host-waiting':
      return { name: entry.claimedName, ekHash: entry.ekHash, standing: 'waiting', at: entry.at };
    case 'host-authorized':
      return { name: entry.name, ekHash: entry.ekHash, standing: 'authorized', at: entry.at };
    case 'host-withdrawn':
      return { name: entry.name, ekHash: entry.ekHash, standing: 'withdrawn', at: entry.at };
    default:
      return null;
  }
};
