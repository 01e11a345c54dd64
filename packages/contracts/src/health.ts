import { z } from 'zod';
import { type BootCause, bootCauseCodes, bootCauses, responsibles } from './boot-causes.ts';
import { instant } from './common.ts';
import { explanation } from './explanation.ts';

/** Worst last: the order in which a parent takes the status of its children. */
export const healthStatuses = ['ok', 'pending', 'warning', 'unknown', 'stale', 'error'] as const;
export const healthStatus = z.enum(healthStatuses);
export type HealthStatus = z.infer<typeof healthStatus>;

export const hostStatus = z.enum([...healthStatuses, 'maintenance']);
export type HostStatus = z.infer<typeof hostStatus>;

/** The health tree of a host: SCVMM's categories, in display order; a node's parent is before it. */
export const healthTree = [
  { id: 'overall', parent: null },
  { id: 'network', parent: 'overall' },
  { id: 'network.winrm', parent: 'network' },
  { id: 'hgs-client', parent: 'overall' },
  { id: 'hgs-client.code-integrity-policy', parent: 'hgs-client' },
  { id: 'hgs-client.attestation', parent: 'hgs-client' },
  { id: 'hgs-client.configuration', parent: 'hgs-client' },
  { id: 'host-agent', parent: 'overall' },
  { id: 'host-agent.service', parent: 'host-agent' },
  { id: 'host-agent.version', parent: 'host-agent' },
  { id: 'virtualization', parent: 'overall' },
  { id: 'virtualization.hyper-v', parent: 'virtualization' },
  { id: 'virtualization.vbs', parent: 'virtualization' },
  { id: 'platform', parent: 'overall' },
  { id: 'platform.tpm', parent: 'platform' },
  { id: 'platform.secure-boot', parent: 'platform' },
  { id: 'platform.clock', parent: 'platform' },
] as const;

export type HealthNodeId = (typeof healthTree)[number]['id'];
/** The categories that are judged themselves; the others have the worst status of theirs. */
export const healthLeaves: readonly HealthNodeId[] = healthTree
  .map(({ id }) => id)
  .filter((id) => !healthTree.some(({ parent }) => parent === id));
const nodeIds = healthTree.map((node) => node.id) as [HealthNodeId, ...HealthNodeId[]];
export const healthNodeId = z.enum(nodeIds);

/** Why a node is not OK, but for what HGS found in the evidence of the host. */
const ownCauseCodes = [
  'host-unresolved',
  'host-refused',
  'host-unreachable',
  'host-closes-connection',
  'winrm-silent',
  'winrm-not-wsman',
  'winrm-protocol-error',
  'tls-failed',
  'credentials-rejected',
  'access-denied',
  'never-checked',
  'out-of-date',
  'hgs-client-missing',
  'hgs-client-stopped',
  'hgs-url-differs',
  'hgs-not-configured',
  'hgs-unreachable',
  'hgs-tpm-exchanged',
  'hgs-tpm-error',
  'hgs-tpm-forced',
  'hgs-certificate-expired',
  'hgs-boot-log-mismatch',
  'hgs-secure-boot-settings-differ',
  'hgs-debug-on',
  'hgs-refused',
  'code-integrity-policy-not-applied',
  'code-integrity-policy-restart-pending',
  'code-integrity-policy-differs',
  'code-integrity-audit-only',
  'hyper-v-stopped',
  'hyper-v-missing',
  'agent-stopped',
  'agent-outdated',
  'vbs-off',
  'tpm-missing',
  'tpm-not-ready',
  'tpm-too-old',
  'secure-boot-off',
  'clock-off',
] as const;

type HgsCauseCode = `hgs-${BootCause}`;
export type CauseCode = (typeof ownCauseCodes)[number] | HgsCauseCode;

/** The code of a node that HGS explains by this cause. */
export const hgsCauseCode = (cause: BootCause): HgsCauseCode => `hgs-${cause}`;

/** The words of what HGS found, by the code of the node. */
export const hgsCauses = Object.fromEntries(
  bootCauseCodes.map((cause) => [hgsCauseCode(cause), bootCauses[cause]]),
) as Readonly<Record<HgsCauseCode, (typeof bootCauses)[BootCause]>>;

export const isHgsCause = (code: CauseCode): code is HgsCauseCode => Object.hasOwn(hgsCauses, code);

/** Why a node is not OK: a closed set, one remedy each. `hgs-*` are what HGS decided. */
export const causeCodes: readonly [CauseCode, ...CauseCode[]] = [
  ...ownCauseCodes,
  ...bootCauseCodes.map(hgsCauseCode),
];
export const causeCode = z.enum(causeCodes);

export const healthNode = z.object({
  id: healthNodeId,
  parent: healthNodeId.nullable(),
  status: healthStatus,
  /** When the status last changed; null if never checked. */
  since: instant.nullable(),
  checkedAt: instant.nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  causeCode: causeCode.nullable(),
  /** What happened, in a sentence. */
  cause: z.string().nullable(),
  /** What it means for tenants or for the host. */
  meaning: z.string().nullable(),
  /** What to do. */
  remedy: z.string().nullable(),
  /** Who can do it. */
  who: z.enum(responsibles).nullable().default(null),
  /** Which part of the evidence shows it, e.g. `event 12, PCR 7`. */
  evidence: z.string().nullable(),
  /** What HGS found, where it refused the host. */
  explanation: explanation.nullable().default(null),
  /** Whether Repair can do it. */
  repairable: z.boolean(),
});
export type HealthNode = z.infer<typeof healthNode>;

export const health = z.object({ status: hostStatus, nodes: z.array(healthNode) });
export type Health = z.infer<typeof health>;

/** A category that became another status, or the same one for another cause. */
export const healthChange = z.object({
  at: instant,
  node: healthNodeId,
  /** What it was before; null for the first that is known. */
  before: healthStatus.nullable(),
  status: healthStatus,
  /** Why it is not OK, in the words of then. */
  cause: z.string().nullable(),
});
export type HealthChange = z.infer<typeof healthChange>;
