export {
  type Attestation,
  type AttestationCheck,
  type AttestationStatusName,
  type AttestationSubstatus,
  type AttestedTpm,
  attestation,
  attestationCheck,
  attestationRoutes,
  attestationStatus,
  attestationStatusNumber,
  attestationSubstatus,
  attestationSubstatuses,
  attestedTpm,
  measuredPolicy,
  type Verdict,
  verdict,
} from './attestations.ts';
export { type AuditEntry, auditActionOf, auditEntry } from './audit.ts';
export { type BootCause, bootCauseCodes, bootCauses, type Responsible } from './boot-causes.ts';
export {
  type CodeIntegrityPolicy,
  codeIntegrityPolicy,
  codeIntegrityPolicyRoutes,
  type PolicyFacts,
  policyFacts,
  policyFile,
} from './code-integrity-policies.ts';
export { base64, byId, hex, instant, listOf, listQuery, name, nothing, sha256 } from './common.ts';
export {
  type ClientToServerEvents,
  type LiveBatch,
  type LiveSnapshot,
  type LiveTopic,
  liveTopics,
  type ServerToClientEvents,
} from './events.ts';
export {
  type Explanation,
  explanation,
  explanationLines,
  measurementText,
  placeText,
} from './explanation.ts';
export {
  type CauseCode,
  causeCode,
  causeCodes,
  type Health,
  type HealthChange,
  type HealthNode,
  type HealthNodeId,
  type HealthStatus,
  type HostStatus,
  health,
  healthChange,
  healthLeaves,
  healthNode,
  healthNodeId,
  healthStatus,
  healthStatuses,
  healthTree,
  hgsCauseCode,
  hgsCauses,
  hostStatus,
  isHgsCause,
} from './health.ts';
export {
  type Baseline,
  type BaselineDetail,
  type BaselinePreview,
  type BaselineScope,
  type Boot,
  type BootDifference,
  type BootDifferences,
  type BootSource,
  baselineRoutes,
} from './hgs/baselines.ts';
export {
  type BootCluster,
  type BootClusterDetail,
  type BootClusters,
  clusterRoutes,
} from './hgs/clusters.ts';
export {
  type AlignedEvents,
  type DigestCheck,
  type EventDetail,
  type EventLogComparison,
  type EventLogInfo,
  eventLogRoutes,
  type LogEventDetail,
  type LogEventRow,
  type StoredEventLog,
} from './hgs/event-logs.ts';
export { type FeedEntry, feedEntry, feedRoutes } from './hgs/feed.ts';
export {
  type Rollout,
  type RolloutDetail,
  type RolloutGroup,
  type RolloutHost,
  type RolloutState,
  type RolloutStep,
  rolloutRoutes,
  rolloutSteps,
} from './hgs/rollouts.ts';
export {
  type Approval,
  approval,
  type BootEvent,
  type BuiltInPolicy,
  bootEvent,
  builtInPolicy,
  certificatePath,
  type DumpKey,
  dumpKey,
  type EventLogView,
  eventLogView,
  type TpmHost,
  type TpmRoot,
  type TrustedPolicy,
  tpmHost,
  tpmRoot,
  trustedPolicy,
  trustRoutes,
  type WaitingHost,
  waitingHost,
} from './hgs/trust.ts';
export {
  type HgsPair,
  type HgsPairTest,
  type HgsSettings,
  hgsPair,
  hgsPairTest,
  hgsSettings,
  hgsSettingsInput,
  hgsSettingsRoutes,
} from './hgs-settings.ts';
export {
  type HostTpm,
  hostTpm,
  hostTpmRoutes,
  type TpmHierarchy,
  tpmCapabilities,
  tpmDevice,
} from './host-tpm.ts';
export {
  type AddHosts,
  addHosts,
  changeHost,
  type HostAction,
  type HostDetail,
  type HostSummary,
  hostAction,
  hostDetail,
  hostName,
  hostRoutes,
  hostSummary,
  startedJob,
} from './hosts.ts';
export {
  type Job,
  type JobKind,
  type JobStatus,
  type JobStep,
  type JobSummary,
  job,
  jobKind,
  jobRoutes,
  jobStatus,
  jobStep,
  jobSummary,
  type StepStatus,
  stepStatus,
} from './jobs.ts';
export {
  type AttentionGroup,
  attentionGroup,
  hgsReachability,
  type Overview,
  overview,
  overviewRoutes,
} from './overview.ts';
export {
  grants,
  type HgsPermission,
  type HgsRole,
  hgsPermissions,
  hgsRoles,
  type Public,
  type ServerPermission,
  type ServerRole,
  serverPermissions,
  serverRoles,
} from './permissions.ts';
export { type Problem, type ProblemCode, problem, problemStatus } from './problem.ts';
export { type Method, type Route, type RouteInput, type RouteOutput, route } from './route.ts';
export { hgsRoutes, serverRoutes } from './routes.ts';
export {
  type RunAsAccount,
  runAsAccount,
  runAsAccountInput,
  runAsAccountRoutes,
} from './run-as-accounts.ts';
export { password, type Session, session, sessionRoutes, username } from './session.ts';
export {
  attachedSimulatorRoutes,
  type SimulatedHost,
  simulatedHost,
  simulatorRoutes,
  type TpmPort,
  type TpmPortFraming,
} from './simulator.ts';
export {
  type FaultGroup,
  faultGroups,
  type SimulatorFault,
  simulatorFault,
  simulatorFaults,
} from './simulator-faults.ts';
export { type User, user, userRoutes } from './users.ts';
