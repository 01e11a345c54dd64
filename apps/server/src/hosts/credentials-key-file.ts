import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBytes } from '@gatehouse/bytes/crypto';

const keySize = 32;

/**
 * Reads the key that encrypts Run As accounts, or makes it at first start (readable by this user only).
 * A missing key is not replaced while accounts exist that only it can open.
 */
export const readCredentialsKey = async (
  path: string,
  accountsExist: () => Promise<boolean>,
): Promise<Uint8Array> => {
  const existing = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (existing !== null) {
    if (existing.length !== keySize) {
      throw new Error(`${path} is not a key of ${keySize} bytes: restore it from its backup.`);
    }
    return new Uint8Array(existing);
  }
  if (await accountsExist()) {
    throw new Error(
      `${path} is missing, and Run As accounts are encrypted with it: restore it, or remove the accounts.`,
    );
  }
  const key = randomBytes(keySize);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
  // Another replica on this machine was faster: its key counts.
  if (file === null) return readCredentialsKey(path, accountsExist);
  await file.writeFile(key);
  await file.sync();
  await file.close();
  return key;
};
