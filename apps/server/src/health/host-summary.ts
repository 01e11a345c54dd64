import {
  type HealthNode,
  type HealthNodeId,
  type HostStatus,
  type HostSummary,
  healthStatuses,
  healthTree,
} from '@gatehouse/contracts';
import type { DesiredPolicy, HgsView } from './fold-input.ts';
import { latest } from './instants.ts';
import type { HostReadings } from './readings.ts';
import { nodeRules } from './rules/node-rules.ts';

export interface SummaryInput {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly maintenance: boolean;
  readonly guarded: boolean;
  readonly codeIntegrityPolicy: DesiredPolicy | null;
  readonly nodes: readonly HealthNode[];
  readonly readings: HostReadings;
  readonly hgs: HgsView;
}

/** `maintenance` hides the status, not the tree. */
export const hostStatusOf = (nodes: readonly HealthNode[], maintenance: boolean): HostStatus =>
  maintenance ? 'maintenance' : (nodeOf(nodes, 'overall')?.status ?? 'unknown');

/** The row of a host in every list. */
export const hostSummaryOf = (input: SummaryInput): HostSummary => {
  const { nodes, readings } = input;
  const problems = problemsOf(nodes);
  const { reachability, operatingSystem, tpm } = readings;
  return {
    id: input.id,
    name: input.name,
    group: input.group,
    status: hostStatusOf(nodes, input.maintenance),
    since: nodeOf(nodes, 'overall')?.since ?? null,
    reason: problems[0]?.cause ?? null,
    problems: problems.map(({ id, status, causeCode, repairable, since }) => ({
      node: id,
      status,
      causeCode,
      repairable,
      since,
    })),
    attestation: attestationOf(input),
    hgsClient: nodeOf(nodes, 'hgs-client')?.status ?? 'unknown',
    codeIntegrityPolicy: policyOf(input),
    winrm: {
      status: nodeOf(nodes, 'network.winrm')?.status ?? 'unknown',
      milliseconds: reachability?.failure === null ? reachability.milliseconds : null,
    },
    os: operatingSystem?.value
      ? { caption: operatingSystem.value.caption, build: operatingSystem.value.build }
      : null,
    tpm: tpm?.value
      ? { manufacturer: tpm.value.manufacturer, version: tpm.value.specVersion }
      : null,
    lastSeen: lastSeenOf(readings),
    maintenance: input.maintenance,
  };
};

/** Leaves that are not OK: worst first, then in the order of the tree. */
const problemsOf = (nodes: readonly HealthNode[]): readonly HealthNode[] =>
  nodes
    .filter(({ id, status }) => status !== 'ok' && nodeRules.has(id))
    .toSorted(
      (left, right) =>
        healthStatuses.indexOf(right.status) - healthStatuses.indexOf(left.status) ||
        treeOrder(left.id) - treeOrder(right.id),
    );

const treeOrder = (id: HealthNodeId) => healthTree.findIndex((node) => node.id === id);

const nodeOf = (nodes: readonly HealthNode[], id: HealthNodeId) =>
  nodes.find((node) => node.id === id);

const attestationOf = ({ guarded, hgs, readings }: SummaryInput): HostSummary['attestation'] => {
  if (!guarded) return null;
  const { verdict } = hgs;
  const own = readings.hgsClient;
  const ownIsNewer = own?.value != null && (verdict === null || own.at > verdict.at);
  if (own?.value != null && ownIsNewer && own.value.attestationStatus !== 'Passed') {
    const { attestationStatus: status, attestationSubstatus: substatus } = own.value;
    return { status, substatus, at: own.at };
  }
  if (verdict !== null) {
    return { status: verdict.status, substatus: verdict.substatus, at: verdict.at };
  }
  return own?.value == null || hgs.covers
    ? null
    : {
        status: own.value.attestationStatus,
        substatus: own.value.attestationSubstatus,
        at: own.at,
      };
};

const policyOf = ({
  codeIntegrityPolicy: policy,
  nodes,
  readings,
}: SummaryInput): HostSummary['codeIntegrityPolicy'] => {
  const mode = readings.deviceGuard?.value?.codeIntegrity ?? 'unknown';
  if (policy === null && mode === 'unknown') return null;
  const node = nodeOf(nodes, 'hgs-client.code-integrity-policy');
  return {
    id: policy?.id ?? null,
    name: policy?.name ?? null,
    mode,
    restartPending: node?.causeCode === 'code-integrity-policy-restart-pending',
  };
};

const lastSeenOf = ({ reachability, services, operatingSystem }: HostReadings): string | null =>
  latest(
    reachability?.failure === null ? reachability.at : null,
    services?.at ?? null,
    operatingSystem?.at ?? null,
  );
