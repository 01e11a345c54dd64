import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  concat,
  equalBytes,
  fromBase64,
  fromGuid,
  fromHex,
  fromUtf8,
  fromUtf16le,
  toBase64,
  toBase64Url,
  toGuid,
  toHex,
  utf8,
  utf16le,
} from './index.ts';

const anyBytes = fc.uint8Array({ maxLength: 200 });

test('hexadecimal and base64 agree with the platform and come back', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(toHex(bytes)).toBe(buffer.toString('hex'));
      expect(toBase64(bytes)).toBe(buffer.toString('base64'));
      expect(toBase64Url(bytes)).toBe(buffer.toString('base64url'));
      expect([...fromHex(toHex(bytes))]).toEqual([...bytes]);
      expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
    }),
  );
});

test.each(['a', 'zz', '0x00', ' 00'])('refuses %j as hexadecimal', (text) => {
  expect(() => fromHex(text)).toThrow(TypeError);
});

test.each(['A', 'A===', 'AA=A', 'AA-_', 'AAA\n'])('refuses %j as base64', (text) => {
  expect(() => fromBase64(text)).toThrow(TypeError);
});

test('UTF-8 and UTF-16LE come back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fromUtf8(utf8(text))).toBe(text);
      expect(fromUtf16le(utf16le(text))).toBe(text);
    }),
  );
});

test('refuses bytes that are not UTF-8', () => {
  expect(() => fromUtf8(Uint8Array.of(0xc3, 0x28))).toThrow(TypeError);
});

test('a GUID has its first three groups little-endian', () => {
  const text = '00112233-4455-6677-8899-aabbccddeeff';
  expect(toHex(fromGuid(`{${text.toUpperCase()}}`))).toBe('33221100554477668899aabbccddeeff');
  expect(toGuid(fromGuid(text))).toBe(text);
  expect(() => fromGuid('00112233')).toThrow(TypeError);
  expect(() => toGuid(new Uint8Array(15))).toThrow(RangeError);
});

test('compares and joins byte strings', () => {
  expect([...concat(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))]).toEqual([1, 2, 3]);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
});
