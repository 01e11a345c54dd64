/** What the list of events is asked for. */
export interface EventQuery {
  readonly pcr?: number | 'none';
  readonly type?: string;
  readonly digest?: 'differs';
  readonly text?: string;
}

const tokensOf = (filter: string): readonly string[] => filter.split(/\s+/).filter(Boolean);

const highestPcr = 23;
const pcrOf = (value: string): Pick<EventQuery, 'pcr'> | null => {
  if (value === 'none') return { pcr: 'none' };
  return /^\d{1,2}$/.test(value) && Number(value) <= highestPcr ? { pcr: Number(value) } : null;
};

/** `pcr:7`, `type:EV_IPL`, `digest:differs` and words; what is no token is a word. */
export function eventQueryOf(filter: string): EventQuery {
  const words: string[] = [];
  let query: EventQuery = {};
  for (const token of tokensOf(filter)) {
    const [key = '', value = ''] = token.toLowerCase().split(/:(.*)/);
    const pcr = key === 'pcr' ? pcrOf(value) : null;
    if (pcr !== null) query = { ...query, ...pcr };
    else if (key === 'type' && value !== '') query = { ...query, type: token.slice(5) };
    else if (token === 'digest:differs') query = { ...query, digest: 'differs' };
    else words.push(token);
  }
  return words.length === 0 ? query : { ...query, text: words.join(' ') };
}

/** The filter with one token in place of those of its key, or without them. */
export const withToken = (
  filter: string,
  key: 'pcr' | 'type' | 'digest',
  value: string | null,
): string =>
  [
    ...tokensOf(filter).filter((token) => !token.toLowerCase().startsWith(`${key}:`)),
    ...(value === null ? [] : [`${key}:${value}`]),
  ].join(' ');
