import { type HostSummary, healthStatuses } from '@gatehouse/contracts';

export interface HostListQuery {
  readonly limit: number;
  readonly offset: number;
  readonly sort?: string | undefined;
  readonly filter?: string | undefined;
}

/** What a `key:value` token compares; values match without regard to case. */
const tokens: Readonly<Record<string, (host: HostSummary) => readonly (string | null)[]>> = {
  status: ({ status }) => [status],
  group: ({ group }) => [group, group.replaceAll(' ', '-')],
  cause: ({ problems }) => problems.map(({ causeCode }) => causeCode),
  node: ({ problems }) => problems.map(({ node }) => node),
  attestation: ({ attestation }) => [attestation?.status ?? null],
  substatus: ({ attestation }) => attestation?.substatus ?? [],
  policy: ({ codeIntegrityPolicy }) => [codeIntegrityPolicy?.name ?? null],
  winrm: ({ winrm }) => [winrm.status],
  name: ({ name }) => [name],
  os: ({ os }) => [os?.build ?? null],
  maintenance: ({ maintenance }) => [maintenance ? 'yes' : 'no'],
};

const matches = (host: HostSummary, word: string): boolean => {
  const split = word.indexOf(':');
  const values = split > 0 ? tokens[word.slice(0, split)]?.(host) : undefined;
  if (values === undefined) {
    const text = `${host.name} ${host.group} ${host.reason ?? ''}`.toLowerCase();
    return text.includes(word);
  }
  const wanted = word.slice(split + 1);
  return values.some((value) => {
    const lower = value?.toLowerCase();
    // `cause:secure-boot` finds every cause that speaks of it.
    return lower === wanted || (word.startsWith('cause:') && lower?.includes(wanted) === true);
  });
};

const severity = ({ status }: HostSummary) =>
  status === 'maintenance' ? -1 : healthStatuses.indexOf(status);

type Compare = (left: HostSummary, right: HostSummary) => number;
const byText =
  (text: (host: HostSummary) => string | null): Compare =>
  (left, right) =>
    (text(left) ?? '').localeCompare(text(right) ?? '', 'en', { numeric: true });

const sorts: Readonly<Record<string, Compare>> = {
  name: byText(({ name }) => name),
  group: byText(({ group }) => group),
  status: (left, right) => severity(left) - severity(right),
  attestation: byText(({ attestation }) => attestation?.status ?? null),
  codeIntegrityPolicy: byText(({ codeIntegrityPolicy }) => codeIntegrityPolicy?.name ?? null),
  winrm: (left, right) => (left.winrm.milliseconds ?? -1) - (right.winrm.milliseconds ?? -1),
  os: byText(({ os }) => os?.build ?? null),
  since: byText(({ since }) => since),
  lastSeen: byText(({ lastSeen }) => lastSeen),
};

/** Hosts that match every word and `key:value` token, sorted (by name unless said) and cut to a page. */
export const filterHosts = (
  hosts: Iterable<HostSummary>,
  { filter, limit, offset, sort }: HostListQuery,
): { readonly items: HostSummary[]; readonly total: number } => {
  const words = (filter ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = [...hosts].filter((host) => words.every((word) => matches(host, word)));
  const descending = sort?.startsWith('-') === true;
  const byName = byText(({ name }) => name);
  const compare = sorts[sort?.replace(/^-/, '') ?? 'name'] ?? byName;
  found.sort((left, right) => (descending ? -1 : 1) * compare(left, right) || byName(left, right));
  return { items: found.slice(offset, offset + limit), total: found.length };
};
