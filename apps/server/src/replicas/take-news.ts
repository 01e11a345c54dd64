import type { Fleet } from '../fleet/fleet.ts';
import { loadShared } from '../fleet/fleet-loader.ts';
import type { FleetStore } from '../fleet/fleet-store.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LiveChange } from '../realtime/delta-buffer.ts';
import type { ReplicaNews } from './replica-channel.ts';

export interface NewsTakerOptions {
  readonly fleet: Fleet;
  readonly store: FleetStore;
  readonly jobs: Pick<Jobs, 'summaries'>;
  readonly publish: (change: LiveChange) => void;
  readonly forgetHost: (id: string) => void;
  readonly forgetCredentials: () => void;
}

/** Follows what another replica has written: reads the rows that its news name. */
export const createNewsTaker = (options: NewsTakerOptions) => {
  const { fleet, store, jobs, publish } = options;

  const takeRemovals = (news: ReplicaNews) => {
    for (const id of news.removedHosts) {
      fleet.remove(id);
      options.forgetHost(id);
    }
  };
  const takeVerdicts = async (news: ReplicaNews) => {
    for (const id of news.verdicts) {
      const verdict = await store.loadVerdict(id);
      if (verdict !== null) fleet.addVerdict(verdict);
    }
  };
  const takeHosts = async (news: ReplicaNews) => {
    if (news.hosts.length === 0) return;
    for (const { record, state } of await store.loadHosts(news.hosts)) fleet.put(record, state);
  };

  return async (news: ReplicaNews): Promise<void> => {
    takeRemovals(news);
    if (news.topics.includes('run-as-accounts')) options.forgetCredentials();
    if (news.reload) await loadShared(fleet, store);
    await takeVerdicts(news);
    await takeHosts(news);
    for (const job of await jobs.summaries(news.jobs)) publish({ kind: 'job', job });
    for (const topic of news.topics) publish({ kind: 'topic', topic });
  };
};
