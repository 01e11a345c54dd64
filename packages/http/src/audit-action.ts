import type { Route } from '@gatehouse/contracts';

/** Where the address or the verb would not say what people call it. */
const named: Readonly<Record<string, string>> = {
  setup: 'session.set-up',
  signIn: 'session.sign-in',
  signOut: 'session.sign-out',
  actOnHosts: 'hosts.act',
  putHgsSettings: 'hgs-settings.change',
  changeBuiltInPolicy: 'built-in-policies.change',
  injectFault: 'simulator.inject-fault',
  undoFault: 'simulator.undo-fault',
  restartSimulatedHost: 'simulator.restart-host',
};

/**
 * Name of a mutation in the audit log: the things of its address and the verb of its key
 * (`addHosts` at `/api/hosts` → `hosts.add`, `approveWaitingHost` → `waiting-hosts.approve`).
 */
export const auditActionOf = (key: string, { path }: Pick<Route, 'path'>): string => {
  const [verb = key] = key.split(/(?=[A-Z])/);
  return (Object.hasOwn(named, key) ? named[key] : undefined) ?? `${path.split('/')[2]}.${verb}`;
};

/** Who an entry names: the caller, or else the user name that was tried. */
export const auditActorOf = (username: string, body: unknown): string => {
  if (username !== '') return username;
  const tried: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'username') : undefined;
  return typeof tried === 'string' && tried !== '' ? tried : 'nobody';
};

const nameIn = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = Reflect.get(value, 'name') ?? Reflect.get(value, 'username');
  return typeof name === 'string' ? name : undefined;
};

/** What an entry is about when the handler did not say: a name in the body, else the path parameters. */
export const auditObjectOf = (input: {
  readonly params: unknown;
  readonly body: unknown;
}): string =>
  nameIn(input.body) ??
  (typeof input.params === 'object' && input.params !== null
    ? Object.values(input.params).map(String).join('/')
    : '');
