import { z } from 'zod';
import { instant } from './common.ts';
import { route } from './route.ts';
import { simulatorFault } from './simulator-faults.ts';

export const simulatedHost = z.object({
  name: z.string(),
  power: z.enum(['on', 'off', 'starting']),
  model: z.string(),
  /** A TPM 2.0 of ours or of the swtpm project, or a TPM 1.2. */
  tpm: z.enum(['simulated', 'swtpm', 'tpm-1.2']),
  bootedAt: instant.nullable(),
  faults: z.array(simulatorFault),
  /** What the host itself thinks: the HGS client's last answer. */
  attestationStatus: z.string(),
});
export type SimulatedHost = z.infer<typeof simulatedHost>;

const byName = z.object({ name: z.string().max(253) });

const routes = <P extends string>(prefix: P) => ({
  listSimulatedHosts: route({
    method: 'GET',
    path: `${prefix}/hosts`,
    summary: 'The simulated hosts, managed or not',
    permission: 'simulator.read',
    response: z.object({ items: z.array(simulatedHost) }),
  }),
  injectFault: route({
    method: 'POST',
    path: `${prefix}/hosts/:name/faults`,
    summary: 'Injects a fault into a simulated host',
    permission: 'simulator.write',
    params: byName,
    body: z.object({ fault: simulatorFault }),
    response: simulatedHost,
  }),
  undoFault: route({
    method: 'DELETE',
    path: `${prefix}/hosts/:name/faults/:fault`,
    summary: 'Undoes a fault',
    permission: 'simulator.write',
    params: byName.extend({ fault: simulatorFault }),
    response: simulatedHost,
  }),
  restartSimulatedHost: route({
    method: 'POST',
    path: `${prefix}/hosts/:name/restart`,
    summary: 'Restarts a simulated host, as somebody at its power button would',
    permission: 'simulator.write',
    params: byName,
    response: simulatedHost,
  }),
});

/** On the simulator's own port, loopback only. */
export const simulatorRoutes = {
  ...routes('/simulator'),
  getSimulatedFabric: route({
    method: 'GET',
    path: '/simulator/fabric',
    summary: 'What an HGS has to trust of the simulated fabric, and who signs in to its hosts',
    permission: 'simulator.read',
    response: z.object({
      domain: z.string(),
      /** Root of the simulated TPM manufacturer, PEM. */
      tpmRoot: z.string(),
      /** PEM of every CA certificate above the EK certificates of the fabric, `tpmRoot` among them. */
      tpmRoots: z.array(z.string()),
      /** The password is in the simulator's directory. */
      username: z.string(),
    }),
  }),
};

/** The same through the server, for the Simulator page; 404 when no simulator is attached. */
export const attachedSimulatorRoutes = {
  getSimulator: route({
    method: 'GET',
    path: '/api/simulator',
    summary: 'Whether a simulated fabric is attached',
    permission: 'simulator.read',
    response: z.object({ attached: z.boolean() }),
  }),
  ...routes('/api/simulator'),
};
