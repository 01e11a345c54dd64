import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../start-error.ts';

const run = promisify(execFile);

/** The programs that make and run TPMs of the swtpm project. */
const programs = ['swtpm', 'swtpm_setup'] as const;

/** Throws `StartError` when swtpm is not installed. */
export async function requireSwtpm(): Promise<void> {
  for (const program of programs)
    await run(program, ['--help']).catch((cause: unknown) => {
      throw new StartError(
        `Simulated hosts were to have TPMs of the swtpm project, but ${program} cannot be run: install the packages swtpm and swtpm-tools (Debian: apt-get install swtpm swtpm-tools), or start without --tpm and SIMULATOR_TPM.`,
        { cause },
      );
    });
}

/** swtpm's local CA in a directory of its own: root, issuer below it, and their keys. */
export interface SwtpmCa {
  /** Makes a TPM with EK and EK certificate in a directory that does not exist yet. */
  manufacture(directory: string): Promise<void>;
  /** PEM of root and issuer. They exist from the first TPM on. */
  certificates(): Promise<readonly string[]>;
}

const lines = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

export async function openSwtpmCa(directory: string): Promise<SwtpmCa> {
  const inside = (name: string): string => join(directory, name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(
    inside('swtpm-localca.conf'),
    lines({
      statedir: directory,
      signingkey: inside('signkey.pem'),
      issuercert: inside('issuercert.pem'),
      certserial: inside('certserial'),
    }),
  );
  await writeFile(inside('swtpm-localca.options'), '');
  await writeFile(
    inside('swtpm_setup.conf'),
    lines({
      create_certs_tool: 'swtpm_localca',
      create_certs_tool_config: inside('swtpm-localca.conf'),
      create_certs_tool_options: inside('swtpm-localca.options'),
    }),
  );
  return {
    manufacture: async (state) => {
      // A TPM that was not finished is not there: the directory has its name at the end only.
      const draft = `${state}.new`;
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { recursive: true, mode: 0o700 });
      await run('swtpm_setup', [
        '--tpm2',
        ...['--tpmstate', draft],
        ...['--config', inside('swtpm_setup.conf')],
        '--create-ek-cert',
        ...['--pcr-banks', 'sha1,sha256'],
      ]);
      await rename(draft, state);
    },
    certificates: () =>
      Promise.all(
        ['swtpm-localca-rootca-cert.pem', 'issuercert.pem'].map((name) =>
          readFile(inside(name), 'utf8'),
        ),
      ),
  };
}
