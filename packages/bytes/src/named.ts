import type { Codec } from './codec.ts';

/**
 * A number that stands for a name: the layout of every `TPM_ALG_ID`, `TPM_ST` and the like.
 * An unknown number is refused with its value; `structure` is what the error names.
 */
export function named<const N extends string>(
  structure: string,
  inner: Codec<number>,
  ids: Readonly<Record<N, number>>,
): Codec<N> {
  const names = Object.keys(ids) as N[];
  const nameById = new Map(names.map((name) => [ids[name], name]));
  return {
    name: structure,
    read: (r) =>
      r.within(structure, (reader) => {
        const at = reader.offset;
        const id = inner.read(reader);
        return nameById.get(id) ?? reader.fail(`unknown value 0x${id.toString(16)}`, at);
      }),
    write: (w, v) => inner.write(w, ids[v]),
  };
}

/** The rows of a table that a layout allows, as the `ids` of {@link named}. */
export const pick = <T extends object, const K extends keyof T>(
  table: T,
  ...keys: readonly K[]
): Pick<T, K> => Object.fromEntries(keys.map((key) => [key, table[key]])) as unknown as Pick<T, K>;
