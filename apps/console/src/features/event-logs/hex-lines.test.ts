import { expect, test } from 'vitest';
import { hexLine } from './hex-lines.ts';

test('a line has its offset, its bytes and its characters', () => {
  const bytes = Uint8Array.from('0123456789abcdef\0boot', (c) => c.charCodeAt(0));
  expect(hexLine(bytes, 0)).toBe(
    '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef',
  );
  expect(hexLine(bytes, 1)).toBe(
    '00000010  00 62 6f 6f 74                                    ·boot',
  );
});
