import { spawn } from 'node:child_process';

/** What became of one use of a tool. */
export interface Outcome {
  /** `ok`, a TPM_RC like `0x98e`, `refused by the tool`, or `no answer`. */
  readonly result: string;
  readonly output: string;
}

const mostMilliseconds = 30_000;

/** `ERROR: Esys_NV_Read(0x146) - tpm:…`: the code of the TPM, whose layer bits are zero. */
const tpmCode = /\((0x[0-9A-F]{1,3})\) - tpm:/;

/** Runs `tpm2_TOOL ARGUMENTS` in `folder` against the TPM of a TCTI. Never rejects. */
export function runTool(
  [tool, ...args]: readonly string[],
  where: { readonly folder: string; readonly tcti: string },
): Promise<Outcome> {
  const env = { ...process.env, TPM2TOOLS_TCTI: where.tcti };
  const child = spawn(`tpm2_${tool}`, args, {
    cwd: where.folder,
    env,
    timeout: mostMilliseconds,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ result: message, output }));
    child.once('close', (status) => resolve({ result: resultOf(status, errors), output }));
  });
}

function resultOf(status: number | null, errors: string): string {
  if (status === 0) return 'ok';
  const code = tpmCode.exec(errors)?.[1]?.toLowerCase();
  // nvreadpublic 5.4 says the code, then falls over it: a status of null can have a code.
  return code ?? (status === null ? 'no answer' : 'refused by the tool');
}
