import { randomUUID } from 'node:crypto';
import type { HostAction, HostDetail, JobKind } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { eq } from 'drizzle-orm';
import type { Fleet, FleetHost } from '../../fleet/fleet.ts';
import type { HealthHistory } from '../../fleet/health-history.ts';
import type { HostRecord } from '../../fleet/host-record.ts';
import type { Inventory } from '../../fleet/inventory.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import { hostStatusOf } from '../../health/host-summary.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { configurePlanOf } from '../../jobs/plan.ts';
import { onUnique } from '../../unique-violation.ts';
import { filterHosts } from './filter-hosts.ts';
import { hostsText } from './hosts-text.ts';

const { runAsAccounts } = serverSchema;

/** Which job carries out an action of the toolbar. */
const jobOfAction: Readonly<Record<HostAction, JobKind>> = {
  refresh: 'refresh',
  repair: 'repair',
  attest: 'attest',
  diagnose: 'diagnose',
  'apply-code-integrity-policy': 'apply-code-integrity-policy',
  restart: 'restart',
  remove: 'remove',
};

/** Removing is an administrator's change of the inventory, as in `DELETE /api/hosts/:id`: same roles. */
export const hostHandlers = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
  readonly inventory: Inventory;
  readonly jobs: Jobs;
  readonly clock: () => Date;
  readonly history: Pick<HealthHistory, 'ofHost'>;
  /** The host or its credentials are other ones now. */
  readonly onChanged: (id: string) => void;
}): FeatureHandlers<
  | 'listHosts'
  | 'addHosts'
  | 'getHost'
  | 'changeHost'
  | 'removeHost'
  | 'getHostHealth'
  | 'listHealthChanges'
  | 'refreshHost'
  | 'repairHost'
  | 'attestHost'
  | 'actOnHosts'
> => {
  const { clock, db, fleet, inventory, jobs } = options;

  const find = (id: string): FleetHost => {
    const host = fleet.get(id);
    if (host === null) {
      throw new ProblemError(
        'not-found',
        'There is no such host.',
        'Load the list of hosts again.',
      );
    }
    return host;
  };
  const requireAccount = async (id: string) => {
    const rows = await db
      .select({ id: runAsAccounts.id })
      .from(runAsAccounts)
      .where(eq(runAsAccounts.id, id));
    if (rows.length === 0) {
      throw wrong('runAsAccountId', 'There is no such Run As account.', 'Choose one of the list.');
    }
  };
  const requirePolicy = (id: string | null) => {
    if (id !== null && fleet.policy(id) === null) {
      const detail = 'There is no such code integrity policy.';
      throw wrong('codeIntegrityPolicyId', detail, 'Choose one of the library.');
    }
  };
  const requireSettings = (guarded: boolean) => {
    if (!guarded || fleet.settings.primary !== null) return;
    throw new ProblemError(
      'not-ready',
      'The global Host Guardian Service settings are not set.',
      'Set the HGS URLs under Settings first, or add the hosts without guarding them.',
    );
  };
  const act = (action: HostAction) => {
    const handler: FeatureHandlers<'refreshHost'>['refreshHost'] = async ({
      params,
      actor,
      subject,
    }) => {
      const host = find(params.id);
      subject(host.record.name);
      const kind = jobOfAction[action];
      return { jobId: await jobs.start({ kind, hosts: [host], startedBy: actor.username }) };
    };
    return handler;
  };

  return {
    listHosts: async ({ query }) =>
      filterHosts(
        [...fleet.hosts()].map(({ summary }) => summary),
        query,
      ),
    addHosts: async ({ body, actor, subject }) => {
      const names = [...new Set(body.names)];
      subject(hostsText(names));
      requireSettings(body.guarded);
      requirePolicy(body.codeIntegrityPolicyId);
      await requireAccount(body.runAsAccountId);
      const managed = names.filter((name) => fleet.byName(name)?.record.name === name);
      if (managed.length > 0) throw alreadyManaged(managed);
      const records = names.map(
        (name): HostRecord => ({
          id: randomUUID(),
          name,
          group: body.group,
          runAsAccountId: body.runAsAccountId,
          guarded: body.guarded,
          codeIntegrityPolicyId: body.codeIntegrityPolicyId,
          policyDeployedAt: null,
          policyDeployedFile: null,
          maintenance: false,
          adding: true,
          addedAt: clock().toISOString(),
          addedBy: actor.username,
        }),
      );
      await onUnique(inventory.add(records), () => alreadyManaged(names));
      const hosts = records.map(({ id }) => find(id));
      return { jobId: await jobs.start({ kind: 'add-hosts', hosts, startedBy: actor.username }) };
    },
    getHost: async ({ params }) => detailOf(find(params.id)),
    changeHost: async ({ params, body, actor, subject }) => {
      const { record } = find(params.id);
      subject(record.name);
      if (body.guarded === true) requireSettings(true);
      if (body.codeIntegrityPolicyId !== undefined) requirePolicy(body.codeIntegrityPolicyId);
      if (body.runAsAccountId !== undefined) await requireAccount(body.runAsAccountId);
      await inventory.change(params.id, withoutUndefined(body));
      options.onChanged(params.id);
      const change = {
        guarded: body.guarded !== undefined && body.guarded !== record.guarded,
        policy:
          body.codeIntegrityPolicyId !== undefined &&
          body.codeIntegrityPolicyId !== record.codeIntegrityPolicyId,
      };
      const reread = body.runAsAccountId !== undefined;
      if (!change.guarded && !change.policy && !reread) return { jobId: null };
      const jobId = await jobs.start({
        kind: 'configure-host',
        hosts: [find(params.id)],
        startedBy: actor.username,
        plan: (host) =>
          change.guarded || change.policy ? configurePlanOf(host, change) : ['read-again'],
      });
      return { jobId };
    },
    removeHost: async ({ params, subject }) => {
      subject(find(params.id).record.name);
      await inventory.removeHost(params.id);
      options.onChanged(params.id);
      return undefined;
    },
    getHostHealth: async ({ params }) => {
      const { nodes, record } = find(params.id);
      return { status: hostStatusOf(nodes, record.maintenance), nodes: [...nodes] };
    },
    listHealthChanges: ({ params, query }) =>
      options.history.ofHost(find(params.id).record.id, query),
    refreshHost: act('refresh'),
    repairHost: act('repair'),
    attestHost: act('attest'),
    actOnHosts: async ({ body: { action, ids }, actor, subject }) => {
      const hosts = [...new Set(ids)].map(find);
      subject(hostsText(hosts.map(({ record }) => record.name)));
      const kind = jobOfAction[action];
      return { jobId: await jobs.start({ kind, hosts, startedBy: actor.username }) };
    },
  };
};

const detailOf = ({ summary, record, readings }: FleetHost): HostDetail => {
  const client = readings.hgsClient?.value ?? null;
  return {
    ...summary,
    runAsAccountId: record.runAsAccountId,
    addedAt: record.addedAt,
    addedBy: record.addedBy,
    guarded: record.guarded,
    ekHash: readings.platformIdentifier?.value?.ekHash ?? null,
    hgsClientState: client,
    services: readings.services?.value ?? [],
    bootedAt: readings.operatingSystem?.value?.bootedAt ?? null,
  };
};

const wrong = (path: string, detail: string, remedy: string) =>
  new ProblemError('invalid-request', detail, remedy, [{ path, message: detail }]);

const alreadyManaged = (names: readonly string[]) => {
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ' and others' : '');
  return new ProblemError(
    'conflict',
    `Already managed: ${shown}.`,
    'Leave these names out; use Refresh or Repair on them instead.',
    names.map((name) => ({ path: 'names', message: `${name} is managed already` })),
  );
};

/** The changes that were named; absent ones are not set to undefined. */
const withoutUndefined = <T extends object>(change: T) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
