import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBase64, toBase64 } from '@gatehouse/bytes';

/**
 * The key that seals the private keys in the database: 32 bytes in `GATEHOUSE_DATA/hgs/key`, readable by
 * its owner alone, made at the first start. A backup of the database is worth nothing without it.
 */
export async function loadSealingKey(
  dataDir: string,
  randomBytes: (length: number) => Uint8Array,
): Promise<Uint8Array> {
  const folder = join(dataDir, 'hgs');
  const path = join(folder, 'key');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await createOnce(path, `${toBase64(randomBytes(32))}\n`);
  const key = fromBase64((await readFile(path, 'utf8')).trim());
  if (key.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes`);
  return key;
}

/** Of several replicas on one machine, the first makes the file. */
async function createOnce(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
