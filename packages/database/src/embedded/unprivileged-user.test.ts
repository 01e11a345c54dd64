import { chmod, lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restoreLibraryLinks } from './binaries.ts';
import { firstClosedFolder, parsePasswd } from './unprivileged-user.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-user-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('reads users of passwd(5); root and broken lines are none to run as', () => {
  const users = parsePasswd(
    'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nodd\n\n',
  );
  expect([...users]).toEqual([['nobody', { uid: 65534, gid: 65534 }]]);
});

test('finds the folder that another user cannot pass through', async () => {
  const closed = join(folder, 'closed');
  await mkdir(join(closed, 'below'), { recursive: true });
  await chmod(closed, 0o700);
  const somebody = { uid: 64_123, gid: 64_123 };
  expect(await firstClosedFolder(join(closed, 'below'), somebody)).toBe(closed);
  await chmod(closed, 0o711);
  expect(await firstClosedFolder(join(closed, 'below'), somebody)).toBeNull();
});

test('makes the library links that no install script made, and keeps those that are there', async () => {
  const native = join(folder, 'native');
  await mkdir(join(native, 'lib'), { recursive: true });
  await writeFile(join(native, 'lib', 'libx.so.1.2'), '');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  await Promise.all([restoreLibraryLinks(native), restoreLibraryLinks(native)]);
  await restoreLibraryLinks(native);
  expect((await lstat(join(native, 'lib', 'libx.so.1'))).isSymbolicLink()).toBe(true);
});
