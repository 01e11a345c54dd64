/**
 * Rows that all tokens of a filter match: a word is somewhere in a field, `key:value` in the field of
 * that name. A key that no row has is a word like any other.
 */
export const filterRows = <T>(
  rows: readonly T[],
  filter: string,
  fieldsOf: (row: T) => Readonly<Record<string, string>>,
): readonly T[] => {
  const tokens = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (tokens.length === 0) return rows;
  return rows.filter((row) => {
    const fields = fieldsOf(row);
    return tokens.every((token) => matches(fields, token));
  });
};

const matches = (fields: Readonly<Record<string, string>>, token: string): boolean => {
  const colon = token.indexOf(':');
  const key = token.slice(0, colon);
  if (colon > 0 && Object.hasOwn(fields, key))
    return fields[key]?.toLowerCase().includes(token.slice(colon + 1)) === true;
  return Object.values(fields).some((value) => value.toLowerCase().includes(token));
};
