import type { HostSummary } from '@gatehouse/contracts';

export interface FilterToken {
  /** Null for a plain word. */
  readonly key: string | null;
  readonly value: string;
}

/** Words and `key:value` tokens; a value with spaces is quoted: `group:"All Hosts"`. */
export const parseFilter = (text: string): readonly FilterToken[] =>
  [...text.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)].map(([, key, quoted, plain]) => ({
    key: key?.toLowerCase() ?? null,
    value: (quoted ?? plain ?? '').toLowerCase(),
  }));

const has = (text: string | null | undefined, part: string) =>
  text?.toLowerCase().includes(part) ?? false;

/** Of a guarded host, as the timeline counts it: the status of its attestation node. */
const outcomeOf = ({ attestation, problems }: HostSummary): string => {
  const problem = problems.find(({ node }) => node === 'hgs-client.attestation');
  if (problem === undefined) return attestation === null ? '' : 'passed';
  return problem.status === 'error' || problem.status === 'warning' ? 'refused' : 'unknown';
};

/** What each key of a token looks at. An unknown key matches nothing, so that a typing error is seen. */
const matchers: Readonly<Record<string, (host: HostSummary, value: string) => boolean>> = {
  status: (host, value) => host.status === value,
  cause: (host, value) => host.problems.some((problem) => has(problem.causeCode, value)),
  group: (host, value) => has(host.group, value),
  name: (host, value) => has(host.name, value),
  outcome: (host, value) => outcomeOf(host) === value,
  attestation: (host, value) => has(host.attestation?.status, value),
  policy: (host, value) => has(host.codeIntegrityPolicy?.name, value),
  os: (host, value) => has(host.os?.build, value) || has(host.os?.caption, value),
};

const anywhere = (host: HostSummary, word: string) =>
  has(host.name, word) || has(host.group, word) || has(host.reason, word);

/** Whether a host matches every token. */
export const matchesFilter = (host: HostSummary, tokens: readonly FilterToken[]): boolean =>
  tokens.every(({ key, value }) =>
    key === null ? anywhere(host, value) : (matchers[key]?.(host, value) ?? false),
  );
