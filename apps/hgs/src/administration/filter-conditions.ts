import { and, type Column, ilike, or, type SQL } from 'drizzle-orm';

const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Words of a filter that are looked at; the rest of a longer one is ignored. */
const mostWords = 16;

/**
 * What rows have to meet for a filter: each `key:value` by the column of that key, every other word by any
 * of the columns. `special` are whole tokens with a meaning of their own.
 */
export function filterConditions(
  filter: string | undefined,
  columns: Readonly<Record<string, Column>>,
  special: Readonly<Record<string, SQL>> = {},
): SQL | undefined {
  const conditionOf = (token: string): SQL | undefined => {
    if (Object.hasOwn(special, token)) return special[token];
    const [key = '', ...rest] = token.split(':');
    const column = rest.length > 0 && Object.hasOwn(columns, key) ? columns[key] : undefined;
    if (column !== undefined) return ilike(column, containing(rest.join(':')));
    return or(...Object.values(columns).map((each) => ilike(each, containing(token))));
  };
  return and(...(filter ?? '').split(/\s+/).filter(Boolean).slice(0, mostWords).map(conditionOf));
}
