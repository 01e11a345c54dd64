import type { FeedEntry } from '@gatehouse/contracts';
import type { Logger } from 'pino';
import type { Fleet, FleetHost } from '../fleet/fleet.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Poller } from '../polling/poller.ts';
import { standingOf } from './standing-of.ts';

/** Approvals that come together are one job. */
const approvalsTogether = 300;

/** Who starts what nobody asked for. */
const gatehouse = 'Gatehouse';

export interface HgsFollower {
  take(entries: readonly FeedEntry[]): void;
  close(): void;
}

/** What the entries of the feed lead to: they are folded, and what they put in question is read again. */
export const createHgsFollower = (options: {
  readonly fleet: Fleet;
  readonly poller: Poller;
  readonly jobs: Jobs;
  readonly logger: Logger;
}): HgsFollower => {
  const { fleet, jobs, logger, poller } = options;
  const approved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const attestApproved = () => {
    const hosts = [...approved]
      .flatMap((id) => fleet.get(id) ?? [])
      .filter(({ record }) => record.guarded);
    approved.clear();
    if (hosts.length === 0) return;
    jobs
      .start({ kind: 'attest', hosts, startedBy: gatehouse })
      .catch((error) => logger.error({ err: error }, 'approved hosts could not be told to attest'));
  };

  /** Which managed host an entry is about: by its TPM, else by the name that is claimed. */
  const hostOf = (ekHash: string, name: string | null): FleetHost | null =>
    fleet.byEkHash(ekHash) ?? (name === null ? null : fleet.byName(name));

  const rereadTpm = (ekHash: string, name: string | null) => {
    const host = hostOf(ekHash, name);
    // A name claimed by another TPM than the one that was read: whose is it now?
    if (host !== null && host.readings.platformIdentifier?.value?.ekHash !== ekHash) {
      poller.readSoon(host.record.id, ['services', 'platform']);
    }
  };

  const take = (entry: FeedEntry) => {
    const standing = standingOf(entry);
    if (standing !== null) fleet.addStanding(standing);
    switch (entry.kind) {
      case 'verdict': {
        const { verdict } = entry;
        fleet.addVerdict(verdict);
        const host = fleet.byEkHash(verdict.ekHash);
        if (host === null) rereadTpm(verdict.ekHash, verdict.hostName);
        // A new start usually comes before a new verdict: what was read of the host may be old.
        else poller.readSoon(host.record.id, ['services', 'platform']);
        break;
      }
      case 'host-waiting':
        rereadTpm(entry.ekHash, entry.claimedName);
        break;
      case 'host-authorized': {
        const host = hostOf(entry.ekHash, entry.name);
        if (host === null || host.record.adding) break;
        approved.add(host.record.id);
        clearTimeout(timer);
        timer = setTimeout(attestApproved, approvalsTogether);
        break;
      }
      case 'host-withdrawn':
      case 'trust-changed':
        break;
    }
  };
  return {
    take: (entries) => {
      for (const entry of entries) take(entry);
    },
    close: () => clearTimeout(timer),
  };
};
