import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { RunAs } from './run-program.ts';

const preferredUsers = ['postgres', 'nobody'];

/** Users of passwd(5): PostgreSQL refuses to run as root and looks its own user up there. */
export const parsePasswd = (text: string): ReadonlyMap<string, RunAs> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [name, , uid, gid] = line.split(':');
      const ids = { uid: Number(uid), gid: Number(gid) };
      return name && uid && Number.isInteger(ids.uid) && Number.isInteger(ids.gid) && ids.uid > 0
        ? [[name, ids] as const]
        : [];
    }),
  );

/** Whom PostgreSQL runs as: the owner of an existing cluster, else an unprivileged system user. */
export const chooseRunAs = async (dataDir: string): Promise<RunAs | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(join(dataDir, 'PG_VERSION')).catch(() => null);
  if (existing && existing.uid > 0) return { uid: existing.uid, gid: existing.gid };
  const passwd = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  for (const name of preferredUsers) {
    const found = passwd.get(name);
    if (found) return found;
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root and there is no user "postgres" or "nobody" to run it as: ' +
      'start Gatehouse as an ordinary user, or set DATABASE_URL and HGS_DATABASE_URL.',
  );
};

/** The first folder on the way to `path` that another user cannot pass through; null if none. */
export const firstClosedFolder = async (path: string, as: RunAs): Promise<string | null> => {
  const folders: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const folder of folders) {
    const entry = await stat(folder).catch(() => null);
    if (entry && !passes(entry, as)) return folder;
  }
  return null;
};

const passes = (
  entry: { readonly mode: number; readonly uid: number; readonly gid: number },
  as: RunAs,
) => {
  if (entry.uid === as.uid) return (entry.mode & 0o100) !== 0;
  return (entry.mode & (entry.gid === as.gid ? 0o010 : 0o001)) !== 0;
};
