/**
 * What the addresses hold, read before any page is loaded: words, and nothing else is kept. A page
 * that wants more of a word than that (one of a set) checks it itself.
 */
export const wordsOf =
  <const K extends string>(...keys: readonly K[]) =>
  (search: Readonly<Record<string, unknown>>): { readonly [N in K]?: string } => {
    const found: { [N in K]?: string } = {};
    for (const key of keys) {
      const value = search[key];
      if (typeof value === 'string') found[key] = value;
      else if (typeof value === 'number') found[key] = String(value);
    }
    return found;
  };

const hostListWords = wordsOf('filter', 'sort', 'host', 'group');

/** Of the host list: also whether Add hosts is open. */
export const hostListSearch = (search: Readonly<Record<string, unknown>>) => ({
  ...hostListWords(search),
  ...(search['add'] === true ? { add: true } : {}),
});
