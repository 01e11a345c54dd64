/**
 * Name of a mutation in the audit log, from the key of its route: verb and things become
 * `things.verb` (`addHosts` → `hosts.add`, `approveWaitingHost` → `waiting-host.approve`).
 */
export const auditActionOf = (routeName: string): string => {
  const words = routeName.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const [verb = '', ...things] = words;
  return things.length === 0 ? verb : `${things.join('-')}.${verb}`;
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
