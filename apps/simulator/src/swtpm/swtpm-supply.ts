import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TpmSupply } from '@gatehouse/fabric-simulator';
import { type SwtpmProcess, startSwtpm } from './swtpm-process.ts';
import { openSwtpmCa, requireSwtpm } from './swtpm-setup.ts';

/** TPMs of the swtpm project, a process each, from the first power-on until `close`. */
export interface SwtpmSupply extends TpmSupply {
  /** PEM of the CA certificates above their EK certificates: the root and its issuing CA. */
  readonly certificates: readonly string[];
  close(): Promise<void>;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Opens the TPMs below a directory; a TPM is made when it is first wanted. Throws with a remedy when
 * swtpm is not installed.
 */
export async function openSwtpms(directory: string): Promise<SwtpmSupply> {
  await requireSwtpm();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const ca = await openSwtpmCa(join(directory, 'ca'));
  // The CA comes into being with its first TPM; an HGS has to know it before the first host attests.
  const first = join(directory, 'first');
  if (!(await isThere(first))) await ca.manufacture(first);
  const certificates = await ca.certificates();

  const tpms = new Map<string, Promise<SwtpmProcess>>();
  let isOpen = true;
  const powerOn = async (state: string, known: SwtpmProcess | null): Promise<SwtpmProcess> => {
    if (!isOpen) throw new Error('the simulated fabric is closed');
    if (!(await isThere(state))) await ca.manufacture(state);
    const process = known?.isRunning ? known : startSwtpm(state);
    await process.reset();
    return process;
  };

  return {
    certificates,
    powerOn: async ({ host, generation }) => {
      const state = join(directory, `${host.computerName}-${generation}`);
      const before = tpms.get(state)?.catch(() => null) ?? Promise.resolve(null);
      const powered = before.then((known) => powerOn(state, known));
      tpms.set(state, powered);
      const process = await powered;
      const isOn = (): boolean => tpms.get(state) === powered && process.isRunning;
      return {
        get isOn() {
          return isOn();
        },
        execute: async (command, locality = 0) => {
          if (!isOn()) throw new Error('the TPM has lost its power');
          return process.execute(command, locality);
        },
        saveState: () => null,
      };
    },
    close: async () => {
      isOpen = false;
      const all = await Promise.allSettled(tpms.values());
      await Promise.all(
        all.map((result) => (result.status === 'fulfilled' ? result.value.stop() : null)),
      );
    },
  };
}
