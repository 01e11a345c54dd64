import {
  type Codec,
  fixed,
  fromGuid,
  fromUtf16le,
  list,
  mapped,
  toGuid,
  u32,
  utf16le,
} from '@gatehouse/bytes';

const limits = { elements: 200_000, bytes: 1024 * 1024 } as const;

const padding = (length: number): number => -length & 3;

/** u32 length, bytes, zeros up to a multiple of four. */
export const countedBytes: Codec<Uint8Array> = {
  name: 'counted bytes',
  read: (r) => {
    const at = r.offset;
    const length = u32.read(r);
    if (length > limits.bytes) r.fail(`${length} bytes are above the limit of ${limits.bytes}`, at);
    const bytes = r.bytes(length);
    if (r.bytes(padding(length)).some((byte) => byte !== 0)) r.fail('padding that is not zero', at);
    return bytes;
  },
  write: (w, v) => {
    u32.write(w, v.length);
    w.bytes(v).bytes(new Uint8Array(padding(v.length)));
  },
};

/** UTF-16LE as counted bytes, followed by a u32 of zero. */
export const policyText: Codec<string> = {
  name: 'string',
  read: (r) => {
    const at = r.offset;
    const bytes = countedBytes.read(r);
    if (bytes.length % 2 !== 0) r.fail(`a text of ${bytes.length} bytes is not UTF-16`, at);
    if (u32.read(r) !== 0) r.fail('a text that is not followed by a zero', at);
    return fromUtf16le(bytes);
  },
  write: (w, v) => {
    countedBytes.write(w, utf16le(v));
    u32.write(w, 0);
  },
};

export const guid: Codec<string> = mapped(fixed(16), toGuid, fromGuid);

export const many = <T>(name: string, element: Codec<T>): Codec<readonly T[]> =>
  list(name, u32, element, limits.elements);

/** Indexes into a list that has `count` elements. */
export const indexes = (count: number, of: string): Codec<readonly number[]> =>
  many(`indexes of ${of}`, index(count, of));

export const index = (count: number, of: string): Codec<number> => ({
  name: `index of ${of}`,
  read: (r) => {
    const at = r.offset;
    const value = u32.read(r);
    if (value >= count) r.fail(`there is no ${of} ${value}, only ${count}`, at);
    return value;
  },
  write: u32.write,
});

/** Exactly `count` elements: their number is in the header. */
export const exactly = <T>(count: number, element: Codec<T>): Codec<readonly T[]> => ({
  name: element.name,
  read: (r) => Array.from({ length: count }, () => r.within(element.name, element.read)),
  write: (w, v) => {
    for (const item of v) element.write(w, item);
  },
});

export const elementLimit = limits.elements;
