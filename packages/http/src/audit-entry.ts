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
