import { z } from 'zod';
import { attestationStatus, attestationSubstatus } from './attestations.ts';
import { byId, instant, listOf, listQuery, name, nothing, sha256 } from './common.ts';
import {
  causeCode,
  health,
  healthChange,
  healthNodeId,
  healthStatus,
  hostStatus,
} from './health.ts';
import { route } from './route.ts';

/** A DNS name, lower case: `hv-0001.fabric.test`; an IPv4 address has the same shape. */
export const hostName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'a host name such as hv-0001.fabric.test',
  );

export const hostSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  group: z.string(),
  status: hostStatus,
  since: instant.nullable(),
  /** One sentence: why it is not OK. */
  reason: z.string().nullable(),
  /** The nodes that are not OK, worst first. */
  problems: z.array(
    z.object({
      node: healthNodeId,
      status: healthStatus,
      causeCode: causeCode.nullable(),
      repairable: z.boolean(),
      since: instant.nullable(),
    }),
  ),
  attestation: z
    .object({
      status: attestationStatus,
      substatus: z.array(attestationSubstatus),
      at: instant.nullable(),
    })
    .nullable(),
  hgsClient: healthStatus,
  codeIntegrityPolicy: z
    .object({
      id: z.uuid().nullable(),
      name: z.string().nullable(),
      mode: z.enum(['off', 'audit', 'enforced', 'unknown']),
      restartPending: z.boolean(),
    })
    .nullable(),
  winrm: z.object({ status: healthStatus, milliseconds: z.number().nullable() }),
  os: z.object({ caption: z.string(), build: z.string() }).nullable(),
  tpm: z.object({ manufacturer: z.string(), version: z.string() }).nullable(),
  lastSeen: instant.nullable(),
  maintenance: z.boolean(),
});
export type HostSummary = z.infer<typeof hostSummary>;

export const hostDetail = hostSummary.extend({
  runAsAccountId: z.uuid(),
  addedAt: instant,
  addedBy: z.string(),
  /** Whether the host uses HGS with the URLs of the global settings. */
  guarded: z.boolean(),
  ekHash: sha256.nullable(),
  hgsClientState: z
    .object({
      mode: z.enum(['unknown', 'local', 'secure-hosting-service']),
      isHostGuarded: z.boolean(),
      attestationServerUrl: z.string().nullable(),
      keyProtectionServerUrl: z.string().nullable(),
      attestationStatus: attestationStatus,
      attestationSubstatus: z.array(attestationSubstatus),
    })
    .nullable(),
  services: z.array(z.object({ name: z.string(), state: z.string(), startMode: z.string() })),
  bootedAt: instant.nullable(),
});
export type HostDetail = z.infer<typeof hostDetail>;

export const addHosts = z.object({
  names: z.array(hostName).min(1).max(1000),
  runAsAccountId: z.uuid(),
  group: name.default('All Hosts'),
  /** Configure as guarded: set the HGS URLs and deploy the policy. */
  guarded: z.boolean().default(true),
  /** Policy to deploy; null for none. */
  codeIntegrityPolicyId: z.uuid().nullable().default(null),
});
export type AddHosts = z.infer<typeof addHosts>;

export const changeHost = z
  .object({
    group: name,
    guarded: z.boolean(),
    codeIntegrityPolicyId: z.uuid().nullable(),
    runAsAccountId: z.uuid(),
    maintenance: z.boolean(),
  })
  .partial();

export const hostAction = z.enum([
  'refresh',
  'repair',
  'attest',
  'diagnose',
  'apply-code-integrity-policy',
  'restart',
  'remove',
]);
export type HostAction = z.infer<typeof hostAction>;

export const startedJob = z.object({ jobId: z.uuid() });

const act = <A extends string>(
  action: A,
  summary: string,
  permission: 'hosts.read' | 'hosts.repair',
) =>
  route({
    method: 'POST',
    path: `/api/hosts/:id/${action}`,
    summary,
    permission,
    params: byId,
    response: startedJob,
    status: 202,
  });

export const hostRoutes = {
  listHosts: route({
    method: 'GET',
    path: '/api/hosts',
    summary: 'Managed hosts with their health',
    permission: 'hosts.read',
    query: listQuery,
    response: listOf(hostSummary),
  }),
  addHosts: route({
    method: 'POST',
    path: '/api/hosts',
    summary: 'Adds hosts and configures them: a job with a step per host',
    permission: 'hosts.write',
    body: addHosts,
    response: startedJob,
    status: 202,
  }),
  getHost: route({
    method: 'GET',
    path: '/api/hosts/:id',
    summary: 'One host with what was last read from it',
    permission: 'hosts.read',
    params: byId,
    response: hostDetail,
  }),
  changeHost: route({
    method: 'PATCH',
    path: '/api/hosts/:id',
    summary: 'Changes settings of a host; what has to be done on it becomes a job',
    permission: 'hosts.write',
    params: byId,
    body: changeHost,
    response: z.object({ jobId: z.uuid().nullable() }),
  }),
  removeHost: route({
    method: 'DELETE',
    path: '/api/hosts/:id',
    summary: 'Stops managing a host; nothing on it is changed',
    permission: 'hosts.write',
    params: byId,
    response: nothing,
    status: 204,
  }),
  getHostHealth: route({
    method: 'GET',
    path: '/api/hosts/:id/health',
    summary: 'The health tree of a host',
    permission: 'hosts.read',
    params: byId,
    response: health,
  }),
  listHealthChanges: route({
    method: 'GET',
    path: '/api/hosts/:id/history',
    summary: 'When each category of a host became what, and why; newest first',
    permission: 'hosts.read',
    params: byId,
    query: listQuery.pick({ limit: true, offset: true }),
    response: listOf(healthChange),
  }),
  refreshHost: act('refresh', 'Reads everything from the host now', 'hosts.read'),
  repairHost: act('repair', 'Does what Repair can do for each node that is not OK', 'hosts.repair'),
  attestHost: act(
    'attest',
    'Has the host attest now, without its cached certificate',
    'hosts.repair',
  ),
  actOnHosts: route({
    method: 'POST',
    path: '/api/host-actions',
    summary: 'The same action on many hosts: one job with a step per host',
    permission: 'hosts.repair',
    body: z.object({ action: hostAction, ids: z.array(z.uuid()).min(1).max(10_000) }),
    response: startedJob,
    status: 202,
  }),
};
