import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type Database, serverSchema } from '@gatehouse/database';
import { eq } from 'drizzle-orm';

const { files } = serverSchema;

/** Files under the SHA-256 of their bytes. */
export interface FileStore {
  /** Keeps a file once, however often it is put; its SHA-256 in hexadecimal. */
  put(bytes: Uint8Array): Promise<string>;
  get(sha256: string): Promise<Uint8Array | null>;
}

export const createFileStore = (db: Database): FileStore => ({
  put: async (bytes) => {
    const sha256 = toHex(hash('sha256', bytes));
    await db.insert(files).values({ sha256, bytes }).onConflictDoNothing();
    return sha256;
  },
  get: async (sha256) => {
    const [row] = await db.select().from(files).where(eq(files.sha256, sha256));
    return row === undefined ? null : new Uint8Array(row.bytes);
  },
});
