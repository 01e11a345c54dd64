import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folderOf = (data: string): string => join(data, 'run');
const fileOf = (data: string, name: string): string => join(folderOf(data), `${name}.pid`);

/** The command line of a process, or null if there is none. */
async function commandLine(pid: number): Promise<string | null> {
  const proc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (proc !== null) return proc.replaceAll('\0', ' ');
  if (process.platform === 'linux') return null;
  const listed = await run('ps', ['-p', String(pid), '-o', 'command=']).catch(() => null);
  return listed?.stdout.trim() || null;
}

export async function recordProcess(data: string, name: string, pid: number): Promise<void> {
  await mkdir(folderOf(data), { recursive: true });
  await writeFile(fileOf(data, name), String(pid));
}

export const forgetProcess = (data: string, name: string): Promise<void> =>
  rm(fileOf(data, name), { force: true });

/**
 * Ends what an earlier supervisor of this data folder left running when it was killed.
 * Only a process that still runs our own `main` is ours: the number may have been given away since.
 */
export async function endOrphan(data: string, name: string, main: string): Promise<boolean> {
  const pid = Number(await readFile(fileOf(data, name), 'utf8').catch(() => ''));
  const isOurs = async (): Promise<boolean> =>
    Number.isInteger(pid) && pid > 1 && ((await commandLine(pid))?.includes(main) ?? false);
  if (!(await isOurs())) return false;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; (await isOurs()) && waited < 6_000; waited += 100) await delay(100);
  if (await isOurs()) process.kill(pid, 'SIGKILL');
  await forgetProcess(data, name);
  return true;
}
