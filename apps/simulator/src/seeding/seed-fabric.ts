import { type SimulatorFault, simulatorRoutes } from '@gatehouse/contracts';
import {
  addHosts,
  approveHosts,
  injectFaults,
  waitForJob,
  waitUntilHealthy,
} from './host-steps.ts';
import type { SeedOptions } from './seed-options.ts';
import { saveHgsSettings, trustPolicy, trustTpmMakers } from './settings-steps.ts';

const usualManagedHosts = 20;

/** What is wrong in a fabric to learn with, by the host's position among the managed ones. */
const seededFaults: ReadonlyMap<number, SimulatorFault> = new Map([
  [5, 'secure-boot-off'],
  [9, 'hgs-client-stopped'],
  [14, 'untrusted-code-integrity-policy'],
  [18, 'winrm-stopped'],
]);

/**
 * Sets up a console and an HGS for the simulated fabric, through their public interfaces only. Each
 * step looks first at what is there: a run that was cut off anywhere is taken up by the next.
 */
export async function seedFabric(options: SeedOptions): Promise<void> {
  const { simulator, say, managedHosts = usualManagedHosts } = options;
  const { items } = await simulator.call(simulatorRoutes.listSimulatedHosts);
  const managed = items.slice(0, managedHosts).map(({ name, model }, i) => ({
    name,
    model,
    fault: seededFaults.get(i + 1),
  }));
  await trustTpmMakers(options);
  await trustPolicy(options);
  await saveHgsSettings(options);
  const adding = await addHosts(options, managed);
  await approveHosts(options, managed);
  if (adding !== null) await waitForJob(options, adding);
  await waitUntilHealthy(options, managed);
  await injectFaults(options, managed);
  say(
    `done: ${managed.length} hosts are managed, ${items.length - managed.length} wait to be added`,
  );
}
