import { attestationRoutes } from './attestations.ts';
import { codeIntegrityPolicyRoutes } from './code-integrity-policies.ts';
import { baselineRoutes } from './hgs/baselines.ts';
import { clusterRoutes } from './hgs/clusters.ts';
import { eventLogRoutes } from './hgs/event-logs.ts';
import { feedRoutes } from './hgs/feed.ts';
import { rolloutRoutes } from './hgs/rollouts.ts';
import { trustRoutes } from './hgs/trust.ts';
import { hgsSettingsRoutes } from './hgs-settings.ts';
import { hostTpmRoutes } from './host-tpm.ts';
import { hostRoutes } from './hosts.ts';
import { jobRoutes } from './jobs.ts';
import { overviewRoutes } from './overview.ts';
import { runAsAccountRoutes } from './run-as-accounts.ts';
import { sessionRoutes } from './session.ts';
import { attachedSimulatorRoutes } from './simulator.ts';
import { userRoutes } from './users.ts';

/** Everything that the server answers under `/api`. */
export const serverRoutes = {
  ...sessionRoutes('/api'),
  ...overviewRoutes,
  ...hostRoutes,
  ...hostTpmRoutes,
  ...jobRoutes,
  ...attestationRoutes,
  ...hgsSettingsRoutes,
  ...codeIntegrityPolicyRoutes,
  ...runAsAccountRoutes,
  ...userRoutes,
  ...attachedSimulatorRoutes,
};

/** Everything that hgs answers under `/Administration`, to its own administrators and readers. */
export const hgsRoutes = {
  ...sessionRoutes('/Administration'),
  ...feedRoutes,
  ...trustRoutes,
  ...eventLogRoutes,
  ...baselineRoutes,
  ...clusterRoutes,
  ...rolloutRoutes,
};
