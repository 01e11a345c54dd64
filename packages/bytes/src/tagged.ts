import type { Codec, Value } from './codec.ts';

type Fields = Readonly<Record<string, Codec<unknown>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: Value<F[K]> };

/** What {@link tagged} reads: one member per variant, told apart by the selector field. */
export type Tagged<
  S extends string,
  H extends Fields,
  V extends Readonly<Record<string, Fields>>,
> = {
  [K in keyof V]: { readonly [P in S]: K } & Values<H> & Values<V[K]>;
}[keyof V];

/**
 * A structure whose first field says which fields come after the common ones (`TPMT_…` over `TPMU_…`).
 * The result is a discriminated union, narrowed by `value[field]`.
 */
export function tagged<
  const S extends string,
  H extends Fields,
  V extends Readonly<Record<string, Fields>>,
>(
  name: string,
  selector: { readonly field: S; readonly codec: Codec<keyof V & string> },
  head: H,
  variants: V,
): Codec<Tagged<S, H, V>> {
  const tails = new Map(
    Object.entries(variants).map(([tag, fields]) => [
      tag,
      [...Object.entries(head), ...Object.entries(fields)],
    ]),
  );
  return {
    name,
    read: (r) =>
      r.within(name, (reader) => {
        const tag = selector.codec.read(reader);
        const out: Record<string, unknown> = { [selector.field]: tag };
        for (const [key, codec] of tails.get(tag) ?? []) out[key] = codec.read(reader);
        return out as Tagged<S, H, V>;
      }),
    write: (w, v) => {
      const value = v as Readonly<Record<string, unknown>>;
      const tag = value[selector.field] as keyof V & string;
      selector.codec.write(w, tag);
      for (const [key, codec] of tails.get(tag) ?? []) codec.write(w, value[key]);
    },
  };
}
