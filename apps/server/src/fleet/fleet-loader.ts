import type { Fleet } from './fleet.ts';
import type { FleetStore } from './fleet-store.ts';

/** Everything that the fleet in memory is built from, at start and after a gap in the news. */
export const loadFleet = async (fleet: Fleet, store: FleetStore): Promise<void> => {
  await loadShared(fleet, store);
  for (const verdict of await store.loadVerdicts()) fleet.addVerdict(verdict);
  const hosts = await store.loadHosts();
  const present = new Set(hosts.map(({ record }) => record.id));
  for (const { record, state } of hosts) fleet.put(record, state);
  for (const { record } of [...fleet.hosts()]) {
    if (!present.has(record.id)) fleet.remove(record.id);
  }
};

/** Settings, policies and standings: small, and read whole whenever one of them changed. */
export const loadShared = async (fleet: Fleet, store: FleetStore): Promise<void> => {
  const [settings, policies, standings] = await Promise.all([
    store.loadSettings(),
    store.loadPolicies(),
    store.loadStandings(),
  ]);
  for (const standing of standings) fleet.addStanding(standing);
  fleet.setSettings(settings);
  fleet.setPolicies(policies);
};
