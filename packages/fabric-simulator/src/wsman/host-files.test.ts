import { expect, test } from 'vitest';
import { createHostFiles } from './host-files.ts';

test('finds a file under any spelling of its path', () => {
  const files = createHostFiles();
  files.write('C:\\Windows\\Temp\\A.p7b', Uint8Array.of(1));
  expect(files.read('c:/windows/temp/a.P7B')).toEqual(Uint8Array.of(1));
  expect(files.read('C:\\Windows\\Temp\\B.p7b')).toBeNull();
});

test('keeps sixteen files, the newest, and none above 16 MiB', () => {
  const files = createHostFiles();
  for (let i = 0; i < 17; i++) files.write(`C:\\${i}`, Uint8Array.of(i));
  expect(files.read('C:\\0')).toBeNull();
  expect(files.read('C:\\16')).toEqual(Uint8Array.of(16));
  expect(() => files.write('C:\\big', new Uint8Array(16 * 1024 * 1024 + 1))).toThrow('16 MiB');
});
