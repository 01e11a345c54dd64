import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ByteReader,
  ByteWriter,
  type Codec,
  counted,
  decode,
  encode,
  fixed,
  i32,
  list,
  MalformedError,
  named,
  pick,
  sized,
  struct,
  tagged,
  u8,
  u16,
  u32,
  u64,
} from './index.ts';

const shape = tagged(
  'SHAPE',
  { field: 'kind', codec: named('KIND', u8, { circle: 1, polygon: 2 }) },
  { id: u16 },
  { circle: { radius: u32 }, polygon: { corners: list('CORNERS', u8, i32, 4) } },
);
const record = struct('RECORD', {
  stamp: u64,
  mark: fixed(2),
  label: counted('LABEL', u16, 8),
  shape: sized('SIZED_SHAPE', u16, shape),
});
const value = {
  stamp: 0x0102030405060708n,
  mark: Uint8Array.of(0xaa, 0xbb),
  label: Uint8Array.of(1, 2, 3),
  shape: { kind: 'polygon', id: 7, corners: [-1, 2] },
} as const;

const failure = (read: () => unknown): MalformedError => {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
  throw new Error('was read');
};

describe('codecs', () => {
  test.each(['big', 'little'] as const)('read what they wrote, %s-endian', (endianness) => {
    expect(decode(record, encode(record, value, endianness), endianness)).toEqual(value);
  });

  test('write the bytes of the layout', () => {
    expect([...encode(shape, { kind: 'circle', id: 7, radius: 9 })]).toEqual([1, 0, 7, 0, 0, 0, 9]);
  });

  test('refuse every proper prefix as truncated', () => {
    const bytes = encode(record, value);
    for (let length = 0; length < bytes.length; length++)
      expect(failure(() => decode(record, bytes.subarray(0, length))).kind).toBe('truncated');
  });

  test('refuse trailing bytes with their number', () => {
    const error = failure(() => decode(u16, Uint8Array.of(0, 1, 2)));
    expect(error).toMatchObject({ kind: 'trailing', offset: 2, problem: '1 trailing bytes' });
  });

  test('refuse a value that does not fill its own size', () => {
    const codec = sized('TPM2B', u8, u16);
    expect(failure(() => decode(codec, Uint8Array.of(3, 0, 1, 2))).kind).toBe('trailing');
  });

  test('refuse counts above their limit before reading elements', () => {
    expect(failure(() => decode(counted('LABEL', u16, 8), Uint8Array.of(0, 9))).message).toMatch(
      /size 9 is above the limit of 8/,
    );
    expect(failure(() => decode(list('L', u8, u8, 4), Uint8Array.of(5))).message).toMatch(
      /5 elements are above the limit of 4/,
    );
  });

  test('name the unknown value of an enumeration and where it stands', () => {
    const error = failure(() => decode(shape, Uint8Array.of(9, 0, 0)));
    expect(error).toMatchObject({ structure: 'KIND', offset: 0, problem: 'unknown value 0x9' });
  });

  test('raise nothing but MalformedError for any bytes, and write back what they read', () => {
    const codecs: readonly Codec<unknown>[] = [record as Codec<unknown>, shape as Codec<unknown>];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(...codecs), (bytes, codec) => {
        try {
          const read = decode(codec, bytes);
          expect(encode(codec, read)).toEqual(Uint8Array.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });

  test('pick keeps the rows that a layout allows', () => {
    expect(pick({ a: 1, b: 2, c: 3 }, 'a', 'c')).toEqual({ a: 1, c: 3 });
  });
});

test('a nested reader reports positions of the whole input', () => {
  const reader = new ByteReader(Uint8Array.of(0, 0, 1, 2), 'OUTER');
  reader.u16();
  const nested = reader.nested(2, 'INNER');
  nested.u8();
  expect(failure(() => nested.u16())).toMatchObject({ structure: 'INNER', offset: 3 });
});

test('a writer grows without losing what was written', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (parts) => {
      const writer = new ByteWriter();
      for (const part of parts) writer.bytes(part);
      expect([...writer.finish()]).toEqual(parts.flatMap((part) => [...part]));
    }),
  );
});
