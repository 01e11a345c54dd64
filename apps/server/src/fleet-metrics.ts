import { healthStatuses } from '@gatehouse/contracts';
import type { HttpService } from '@gatehouse/http';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Fleet } from './fleet/fleet.ts';

export interface PollMetrics {
  /** One round of reading a host, in seconds. */
  readonly seconds: Histogram;
  readonly unreachable: Counter;
}

export const createPollMetrics = (): PollMetrics => ({
  seconds: new Histogram({
    name: 'gatehouse_poll_seconds',
    help: 'Duration of one round of reading a host.',
    registers: [],
  }),
  unreachable: new Counter({
    name: 'gatehouse_polls_unreachable_total',
    help: 'Rounds in which the host was not reached.',
    registers: [],
  }),
});

/** Hosts by status, browsers and the feed, next to what the HTTP service measures. */
export const registerFleetMetrics = (
  http: HttpService,
  polls: PollMetrics,
  fleet: Fleet,
  connections: () => number,
) => {
  http.metrics.registerMetric(polls.seconds);
  http.metrics.registerMetric(polls.unreachable);
  http.metrics.registerMetric(
    new Gauge({
      name: 'gatehouse_hosts',
      help: 'Managed hosts by status.',
      labelNames: ['status'],
      registers: [],
      collect() {
        for (const status of [...healthStatuses, 'maintenance']) this.set({ status }, 0);
        for (const { summary } of fleet.hosts()) this.inc({ status: summary.status });
      },
    }),
  );
  http.metrics.registerMetric(
    new Gauge({
      name: 'gatehouse_live_connections',
      help: 'Browsers that are told of changes.',
      registers: [],
      collect() {
        this.set(connections());
      },
    }),
  );
  http.metrics.registerMetric(
    new Gauge({
      name: 'gatehouse_feed_connected',
      help: 'Whether the feed of hgs is heard.',
      registers: [],
      collect() {
        this.set(fleet.feed.connected ? 1 : 0);
      },
    }),
  );
};
