import { mkdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  createTurns,
  describeDevice,
  type HostIdentity,
  type TpmDevice,
  type TpmSupply,
} from '@gatehouse/fabric-simulator';
import { type SwtpmProcess, startSwtpm } from './swtpm-process.ts';
import { openSwtpmCa, requireSwtpm } from './swtpm-setup.ts';

/** TPMs of the swtpm project, a process each, from the first power-on until `close`. */
export interface SwtpmSupply extends TpmSupply {
  /** PEM of the CA certificates above their EK certificates: the root and its issuing CA. */
  readonly certificates: readonly string[];
  /**
   * Makes the TPMs that hosts come with, half a second of a processor each: asked for all at once, as
   * an administrator does who adds the fleet, they would keep every host from answering.
   */
  manufacture(hosts: readonly HostIdentity[]): Promise<void>;
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
  // The CA comes into being with its first TPM, which no host has; HGS must know it before they attest.
  const first = join(directory, 'first');
  if (!(await isThere(first))) await ca.manufacture(first);
  const certificates = await ca.certificates();

  const inTurn = createTurns(availableParallelism());
  const stateOf = (host: HostIdentity, generation: number): string =>
    join(directory, `${host.computerName}-${generation}`);
  const manufactured = (state: string): Promise<void> =>
    inTurn(async () => {
      if (!(await isThere(state))) await ca.manufacture(state);
    });
  const tpms = new Map<string, Promise<SwtpmProcess>>();
  let isOpen = true;
  const start = async (state: string, known: SwtpmProcess | null): Promise<SwtpmProcess> => {
    if (!isOpen) throw new Error('the simulated fabric is closed');
    await manufactured(state);
    const process = known?.isRunning ? known : startSwtpm(state);
    await process.reset();
    return process;
  };
  const powerOn = async (state: string): Promise<TpmDevice> => {
    const before = tpms.get(state)?.catch(() => null) ?? Promise.resolve(null);
    const powered = before.then((known) => start(state, known));
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
  };
  const description = await describeDevice(await powerOn(first));

  return {
    certificates,
    manufacture: async (hosts) => {
      await Promise.all(hosts.map((host) => manufactured(stateOf(host, 0))));
    },
    describe: async () => description,
    powerOn: ({ host, generation }) => powerOn(stateOf(host, generation)),
    close: async () => {
      isOpen = false;
      const all = await Promise.allSettled(tpms.values());
      await Promise.all(
        all.map((result) => (result.status === 'fulfilled' ? result.value.stop() : null)),
      );
    },
  };
}
