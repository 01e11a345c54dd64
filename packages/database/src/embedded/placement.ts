import { createHash } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Binaries, copyBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { RunAs } from './run-program.ts';
import { firstClosedFolder } from './unprivileged-user.ts';

/** Where root puts what another user must reach, when its own folders are closed to that user. */
const systemFolder = '/var/lib/gatehouse';

export interface Placement {
  /** Folder that holds `data`, the log, the socket and the credentials. */
  readonly folder: string;
  readonly digest: string;
  readonly binaries: Binaries;
}

const writable = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const owner = process.getuid?.();
    throw new EmbeddedPostgresError(
      `The data folder ${folder} cannot be written${owner === undefined ? '' : ` by user ${owner}`}: ` +
        'give it to that user, or choose another one with GATEHOUSE_DATA.',
      { cause: error },
    );
  }
};

/**
 * Decides where the cluster and the programs live: as asked, unless they must run as another user who
 * cannot pass through a folder on the way (a project below `/root`).
 */
export const place = async (
  asked: string,
  binaries: Binaries,
  as: RunAs | undefined,
  report: (line: string) => void,
): Promise<Placement> => {
  const folder = resolve(asked);
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  await writable(folder);
  if (!as) return { folder, digest, binaries };
  const closed = await firstClosedFolder(folder, as);
  const placed = closed === null ? folder : join(systemFolder, `cluster-${digest}`);
  if (closed !== null) {
    await writable(placed);
    report(`${closed} is closed to the user that runs PostgreSQL: its data are in ${placed}`);
  }
  const programs = dirname(binaries.program('postgres'));
  const reachable = (await firstClosedFolder(programs, as)) === null;
  return {
    folder: placed,
    digest,
    binaries: reachable ? binaries : await copyBinaries(binaries, systemFolder),
  };
};
