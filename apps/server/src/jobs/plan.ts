import type { JobKind } from '@gatehouse/contracts';
import type { FleetHost } from '../fleet/fleet.ts';
import { causes, type RepairAction, repairActions } from '../health/causes.ts';
import type { StepAction } from './step.ts';

/** What a plan looks at. */
export type PlannedHost = Pick<FleetHost, 'record' | 'nodes'>;

/** What has changed in the settings of one host, for the job that carries it out. */
export interface HostChange {
  readonly guarded: boolean;
  readonly policy: boolean;
}

const attestIfGuarded = ({ record }: PlannedHost): readonly StepAction[] =>
  record.guarded ? ['attest'] : [];

/** Steps of a new host, in the order in which an administrator would find out what is wrong. */
const addHost = ({ record }: PlannedHost): readonly StepAction[] => [
  'resolve',
  'identify',
  'authenticate',
  'read',
  'read-tpm-identity',
  ...(record.guarded ? (['set-hgs-urls'] as const) : []),
  ...(record.codeIntegrityPolicyId === null
    ? []
    : (['deploy-code-integrity-policy', 'restart-if-needed'] as const)),
  ...(record.guarded ? (['attest-new'] as const) : []),
  'read-again',
];

/** From the outside inwards: the first step that fails is where to begin. */
const diagnose = ({ record }: PlannedHost): readonly StepAction[] => [
  'resolve',
  'identify',
  'authenticate',
  'read',
  ...(record.guarded ? (['read-tpm-identity', 'reach-hgs', 'attest'] as const) : []),
  'read-again',
];

/** How Repair does each of its actions. */
const repairSteps: Readonly<Record<RepairAction, readonly StepAction[]>> = {
  'start-hgs-client': ['start-hgs-client'],
  'start-hyper-v': ['start-hyper-v'],
  'start-agent': ['start-agent'],
  'resync-clock': ['resync-clock'],
  'set-hgs-urls': ['set-hgs-urls'],
  'apply-code-integrity-policy': ['redeploy-code-integrity-policy', 'restart-if-needed'],
  restart: ['restart'],
  attest: [],
};

const repair = (host: PlannedHost): readonly StepAction[] => {
  const wanted = new Set(
    host.nodes.flatMap(({ causeCode, repairable }) => {
      const action = causeCode === null || !repairable ? null : causes[causeCode].repair;
      return action === null ? [] : [action];
    }),
  );
  // Deploying a policy restarts the host; once is enough.
  if (wanted.has('apply-code-integrity-policy')) wanted.delete('restart');
  const steps = repairActions.filter((action) => wanted.has(action));
  if (steps.length === 0) return ['read-again'];
  return [
    ...steps.flatMap((action) => repairSteps[action]),
    ...attestIfGuarded(host),
    'read-again',
  ];
};

/** Steps of each kind of job on one host. */
const plans: Readonly<Record<JobKind, (host: PlannedHost) => readonly StepAction[]>> = {
  'add-hosts': addHost,
  'configure-host': () => ['read-again'],
  refresh: () => ['read-again'],
  repair,
  attest: () => ['attest', 'read-again'],
  diagnose,
  'apply-code-integrity-policy': (host) => [
    'redeploy-code-integrity-policy',
    'restart-if-needed',
    ...attestIfGuarded(host),
    'read-again',
  ],
  restart: (host) => ['restart', ...attestIfGuarded(host), 'read-again'],
  remove: () => ['remove'],
  'apply-hgs-settings': () => ['set-hgs-urls', 'read-again'],
};

export const planOf = (kind: JobKind, host: PlannedHost): readonly StepAction[] =>
  plans[kind](host);

/** Steps that carry out changed settings of a host. */
export const configurePlanOf = (host: PlannedHost, change: HostChange): readonly StepAction[] => {
  const { guarded, codeIntegrityPolicyId } = host.record;
  const urls: readonly StepAction[] = guarded ? ['set-hgs-urls'] : ['clear-hgs-urls'];
  return [
    ...(change.guarded ? urls : []),
    ...(change.policy && codeIntegrityPolicyId !== null
      ? (['deploy-code-integrity-policy', 'restart-if-needed'] as const)
      : []),
    ...(guarded ? (['attest-new'] as const) : []),
    'read-again',
  ];
};
