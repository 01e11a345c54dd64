import { randomInt } from 'node:crypto';
import type { TpmPort, TpmPortFraming } from '@gatehouse/contracts';
import type { SimulatedHost } from '@gatehouse/fabric-simulator';
import { createFraming, type FramedTpm } from '@gatehouse/tpm-simulator';
import { type FramingServer, serveFraming, TransportError } from '@gatehouse/tpm-transport';
import { until } from '../seeding/until.ts';

/** The one port through which tools reach the TPM of a host; on loopback, and closed again. */
export interface TpmPorts {
  readonly current: TpmPort | null;
  /** Replaces an open port of the same host. Throws `PortTakenError` while another host has it. */
  open(host: SimulatedHost, framing: TpmPortFraming): Promise<TpmPort>;
  close(): Promise<void>;
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

interface Open {
  readonly view: TpmPort;
  readonly host: SimulatedHost;
  readonly server: FramingServer;
  idle: NodeJS.Timeout;
}

/** Forgotten ports close by themselves. */
const idleMinutes = 15;
const ports = { lowest: 20_000, beyond: 60_000, tries: 20 } as const;
const bootPatience = { timeoutMilliseconds: 30_000, pauseMilliseconds: 50 };
/** TPM_RC_FAILURE: the TPM of a host that is off, or has none of version 2.0, answers nothing else. */
const failure = Uint8Array.of(0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x01);

/** The TPM that attests, for whoever is connected: a host that restarts is waited for. */
function framedTpmOf(host: SimulatedHost, used: () => void): FramedTpm {
  const execute = async (command: Uint8Array, locality: number): Promise<Uint8Array> => {
    used();
    await until(async () => (host.state.power === 'on' ? true : null), {
      what: `${host.identity.name} is on`,
      ...bootPatience,
    });
    return (await host.tpm()).device.execute(command, locality);
  };
  return {
    execute: (command, locality) => execute(command, locality).catch(() => failure),
    // A TPM is reset with its machine: what booted before is not what its registers say after.
    reset: () => host.restart(),
  };
}

/** Takes two neighbouring ports that are free. */
async function serveSomewhere(framed: FramedTpm, framing: TpmPortFraming) {
  for (let attempt = 1; ; attempt++) {
    const port = randomInt(ports.lowest, ports.beyond);
    try {
      return { port, server: await serveFraming(createFraming(framing, framed), port) };
    } catch (error) {
      if (!(error instanceof TransportError) || attempt === ports.tries) throw error;
    }
  }
}

export function createTpmPorts(now: () => number): TpmPorts {
  let open: Open | null = null;
  const close = async (): Promise<void> => {
    const closing = open;
    if (closing === null) return;
    open = null;
    clearTimeout(closing.idle);
    closing.server.stop();
    await closing.host.tidyTpm();
  };
  const idleTimer = (): NodeJS.Timeout =>
    setTimeout(() => void close().catch(() => undefined), idleMinutes * 60_000).unref();

  return {
    get current() {
      return open?.view ?? null;
    },
    open: async (host, framing) => {
      if (open !== null && open.host !== host)
        throw new PortTakenError(`the TPM of ${open.host.identity.name} has the port`);
      await close();
      await host.tpm();
      const framed = framedTpmOf(host, () => open?.idle.refresh());
      const { port, server } = await serveSomewhere(framed, framing);
      const openedAt = new Date(now()).toISOString();
      open = {
        view: { host: host.identity.name, framing, port, openedAt },
        host,
        server,
        idle: idleTimer(),
      };
      // SHUTDOWN of swtpm and STOP of mssim end the server; the port is then closed like any other.
      const ended = () => (open?.server === server ? close() : undefined);
      server.stopped.then(ended, ended).catch(() => undefined);
      return open.view;
    },
    close,
  };
}
