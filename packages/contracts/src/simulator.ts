import { z } from 'zod';
import { attestationStatus } from './attestations.ts';
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
  attestationStatus,
});
export type SimulatedHost = z.infer<typeof simulatedHost>;

export const tpmPortFraming = z.enum(['swtpm', 'mssim']);
export type TpmPortFraming = z.infer<typeof tpmPortFraming>;

/** A port of the loopback interface on which tools reach the TPM of a simulated host. */
export const tpmPort = z.object({
  host: z.string(),
  framing: tpmPortFraming,
  /** Commands; the control (swtpm) or platform (mssim) channel is at the next port. */
  port: z.number().int(),
  openedAt: instant,
});
export type TpmPort = z.infer<typeof tpmPort>;
const openTpmPort = z.object({ open: tpmPort.nullable() });

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
  getTpmPort: route({
    method: 'GET',
    path: `${prefix}/tpm-port`,
    summary: 'The port on which tools reach the TPM of a host; one is open at a time',
    permission: 'simulator.read',
    response: openTpmPort,
  }),
  openTpmPort: route({
    method: 'POST',
    path: `${prefix}/hosts/:name/tpm-port`,
    summary: 'Opens the TPM of a simulated host to tools such as tpm2-tools, on loopback',
    permission: 'simulator.write',
    params: byName,
    body: z.object({ framing: tpmPortFraming }),
    response: tpmPort,
  }),
  closeTpmPort: route({
    method: 'DELETE',
    path: `${prefix}/hosts/:name/tpm-port`,
    summary: 'Closes it again; what tools left loaded in the TPM is flushed',
    permission: 'simulator.write',
    params: byName,
    response: openTpmPort,
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
