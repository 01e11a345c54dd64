import { spawn } from 'node:child_process';

/** A Unix identity to run as; absent means our own. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly output: string;
}

const outputLimit = 64 * 1024;

/**
 * Runs a program to its exit and collects what it said (last 64 KiB of stdout and stderr).
 * Waits for the exit of the program, not for the end of its output: `pg_ctl start` leaves a server
 * behind that may hold the pipe.
 */
export const runProgram = (
  file: string,
  args: readonly string[],
  options: { readonly as?: RunAs | undefined; readonly cwd?: string } = {},
): Promise<ProgramResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: options.cwd,
      ...(options.as && { uid: options.as.uid, gid: options.as.gid }),
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      windowsHide: true,
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-outputLimit);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('exit', (code) => {
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ exitCode: code ?? 1, output: output.trim() });
      });
    });
  });
