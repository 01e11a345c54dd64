import { z } from 'zod';
import { instant } from './common.ts';
import { hostAction } from './hosts.ts';
import type { Route } from './route.ts';

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  actor: z.string(),
  /** What was done, e.g. `hosts.add`; see {@link auditActionOf}. */
  action: z.string(),
  /** To what: a name, not an id. */
  object: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Where the address or the verb would not say what people call it. */
const named: Readonly<Record<string, string>> = {
  setup: 'session.set-up',
  signIn: 'session.sign-in',
  signOut: 'session.sign-out',
  putHgsSettings: 'hgs-settings.change',
  changeBuiltInPolicy: 'built-in-policies.change',
  injectFault: 'simulator.inject-fault',
  undoFault: 'simulator.undo-fault',
  restartSimulatedHost: 'simulator.restart-host',
  openTpmPort: 'simulator.open-tpm',
  closeTpmPort: 'simulator.close-tpm',
};

/**
 * Name of a mutation in the audit log: the things of its address and the verb of its key
 * (`addHosts` at `/api/hosts` → `hosts.add`, `approveWaitingHost` → `waiting-hosts.approve`). Of an action on
 * many hosts the body says which: `hosts.restart`; `hosts.act` where the body is not known.
 */
export const auditActionOf = (
  key: string,
  { path }: Pick<Route, 'path'>,
  body?: unknown,
): string => {
  if (key === 'actOnHosts') return `hosts.${hostActionIn(body) ?? 'act'}`;
  const [verb = key] = key.split(/(?=[A-Z])/);
  return (Object.hasOwn(named, key) ? named[key] : undefined) ?? `${path.split('/')[2]}.${verb}`;
};

const hostActionIn = (body: unknown) =>
  z.object({ action: hostAction }).safeParse(body).data?.action;
