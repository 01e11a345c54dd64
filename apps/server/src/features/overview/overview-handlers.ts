import type { HostStatus, hostStatus, ServerRole } from '@gatehouse/contracts';
import type { Accounts } from '@gatehouse/http';
import type { Fleet } from '../../fleet/fleet.ts';
import { countsOf, type FleetSamples } from '../../fleet/fleet-samples.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import { attentionGroupsOf } from '../../health/attention-groups.ts';
import { timelineOf } from '../../health/timeline.ts';
import type { HgsWatch } from '../../hgs/hgs-watch.ts';
import type { JobStore } from '../../jobs/job-store.ts';

const recentEntries = 10;

export const overviewHandlers = (options: {
  readonly fleet: Fleet;
  readonly samples: FleetSamples;
  readonly hgs: HgsWatch;
  readonly jobs: JobStore;
  readonly accounts: Accounts<ServerRole>;
  readonly clock: () => Date;
}): FeatureHandlers<'getOverview' | 'listAudit'> => {
  const { accounts, clock, fleet, hgs, jobs, samples } = options;
  return {
    getOverview: async () => {
      const now = clock();
      const startOfDay = new Date(now);
      startOfDay.setUTCHours(0, 0, 0, 0);
      const [history, counted, recent] = await Promise.all([
        samples.lastDay(),
        jobs.counts(startOfDay),
        accounts.listAudit({ limit: recentEntries, offset: 0 }),
      ]);
      const current = countsOf(fleet);
      const hosts = [...fleet.hosts()];
      return {
        counts: statusCounts(hosts.map(({ summary }) => summary.status)),
        total: hosts.length,
        guarded: current.passed,
        attention: attentionGroupsOf(hosts.map(({ record, nodes }) => ({ ...record, nodes }))),
        // The bucket of now shows now.
        timeline: timelineOf(
          hosts.length === 0 ? history : [...history, { ...current, at: now }],
          now,
        ),
        hgs: hgs.state(fleet.settings, (url) => usersOf(fleet, url)),
        feed: { connected: fleet.feed.connected, since: fleet.feed.since },
        jobs: { running: counted.running, failedToday: counted.failed },
        recent: recent.items,
      };
    },
    listAudit: ({ query }) => accounts.listAudit(query),
  };
};

const statusCounts = (statuses: readonly HostStatus[]): Record<HostStatus, number> => {
  const counts: Record<HostStatus, number> = {
    ok: 0,
    pending: 0,
    warning: 0,
    unknown: 0,
    stale: 0,
    error: 0,
    maintenance: 0,
  } satisfies Record<(typeof hostStatus.options)[number], number>;
  for (const status of statuses) counts[status] += 1;
  return counts;
};

const usersOf = (fleet: Fleet, url: string) => {
  const same = (other: string | null | undefined) =>
    (other ?? '').replace(/\/+$/, '').toLowerCase() === url.toLowerCase();
  return [...fleet.hosts()].filter(({ readings, record }) => {
    const client = readings.hgsClient?.value;
    return record.guarded && same(client?.lastAttestationServerUrl ?? client?.attestationServerUrl);
  }).length;
};
