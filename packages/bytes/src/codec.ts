import { ByteReader, type Endianness } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** A binary layout, both ways. `name` is the specification's name and appears in errors. */
export interface Codec<T> {
  readonly name: string;
  read(reader: ByteReader): T;
  write(writer: ByteWriter, value: T): void;
}

/** The type that a codec reads: written once, in the layout. */
export type Value<C> = C extends Codec<infer T> ? T : never;

/** Reads exactly one value and nothing else. Throws `MalformedError`. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array, endianness: Endianness = 'big'): T {
  const reader = new ByteReader(bytes, codec.name, endianness);
  return reader.done(codec.read(reader));
}

export function encode<T>(codec: Codec<T>, value: T, endianness: Endianness = 'big'): Uint8Array {
  const writer = new ByteWriter(endianness);
  codec.write(writer, value);
  return writer.finish();
}

export const u8: Codec<number> = {
  name: 'UINT8',
  read: (r) => r.u8(),
  write: (w, v) => void w.u8(v),
};
export const u16: Codec<number> = {
  name: 'UINT16',
  read: (r) => r.u16(),
  write: (w, v) => void w.u16(v),
};
export const u32: Codec<number> = {
  name: 'UINT32',
  read: (r) => r.u32(),
  write: (w, v) => void w.u32(v),
};
export const i32: Codec<number> = {
  name: 'INT32',
  read: (r) => r.i32(),
  write: (w, v) => void w.i32(v),
};
export const u64: Codec<bigint> = {
  name: 'UINT64',
  read: (r) => r.u64(),
  write: (w, v) => void w.u64(v),
};

/** Exactly `length` bytes. */
export const fixed = (length: number): Codec<Uint8Array> => ({
  name: `BYTE[${length}]`,
  read: (r) => r.bytes(length),
  write: (w, v) => {
    if (v.length !== length) throw new RangeError(`expected ${length} bytes, got ${v.length}`);
    w.bytes(v);
  },
});

/** Bytes behind a count of `length`, at most `max` of them. */
export const counted = (name: string, length: Codec<number>, max = 0xffff): Codec<Uint8Array> => ({
  name,
  read: (r) => {
    const size = length.read(r);
    if (size > max) r.fail(`size ${size} is above the limit of ${max}`);
    return r.bytes(size);
  },
  write: (w, v) => {
    length.write(w, v.length);
    w.bytes(v);
  },
});

/** A value behind its own size in bytes: what `TPM2B_PUBLIC` is to `TPMT_PUBLIC`. */
export const sized = <T>(name: string, length: Codec<number>, inner: Codec<T>): Codec<T> => ({
  name,
  read: (r) => {
    const nested = r.nested(length.read(r), inner.name);
    return nested.done(inner.read(nested));
  },
  write: (w, v) => {
    const body = new ByteWriter(w.endianness);
    inner.write(body, v);
    length.write(w, body.length);
    w.bytes(body.finish());
  },
});

/** `count` elements behind their number, at most `max` of them. */
export const list = <T>(
  name: string,
  count: Codec<number>,
  element: Codec<T>,
  max: number,
): Codec<readonly T[]> => ({
  name,
  read: (r) => {
    const n = count.read(r);
    if (n > max) r.fail(`${n} elements are above the limit of ${max}`);
    return Array.from({ length: n }, () => r.within(element.name, (inner) => element.read(inner)));
  },
  write: (w, v) => {
    count.write(w, v.length);
    for (const item of v) element.write(w, item);
  },
});

/** Fields one after another: the order of the object is the order on the wire. */
export function struct<F extends Readonly<Record<string, Codec<unknown>>>>(
  name: string,
  fields: F,
): Codec<{ readonly [K in keyof F]: Value<F[K]> }> {
  const entries = Object.entries(fields);
  type Out = { readonly [K in keyof F]: Value<F[K]> };
  return {
    name,
    read: (r) =>
      r.within(name, (inner) => {
        const out: Record<string, unknown> = {};
        for (const [key, codec] of entries) out[key] = codec.read(inner);
        return out as Out;
      }),
    write: (w, v) => {
      for (const [key, codec] of entries) codec.write(w, v[key as keyof F]);
    },
  };
}

/** A value seen through a mapping, e.g. a number as a name. `from` may call `fail`. */
export const mapped = <A, B>(
  inner: Codec<A>,
  to: (value: A, reader: ByteReader) => B,
  from: (value: B) => A,
): Codec<B> => ({
  name: inner.name,
  read: (r) => to(inner.read(r), r),
  write: (w, v) => inner.write(w, from(v)),
});
