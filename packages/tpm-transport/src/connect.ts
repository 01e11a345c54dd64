import type { ByteStream } from './byte-stream.ts';
import {
  exclusiveTransport,
  type OpenTransport,
  type TransportOptions,
} from './exclusive-transport.ts';
import {
  mssimFraming,
  mssimPlatformSignal,
  mssimSessionEnd,
  mssimSignal,
  rawFraming,
} from './framings.ts';
import { connectStream, type SocketAddress } from './socket-stream.ts';

/** A TPM behind swtpm's data socket. swtpm serves one connection at a time. Rejects with `TransportError`. */
export async function connectSwtpm(
  address: SocketAddress,
  options?: TransportOptions,
): Promise<OpenTransport> {
  const stream = await connectStream(address);
  return exclusiveTransport(
    {
      peer: stream.peer,
      exchange: (command) => rawFraming(stream, command),
      close: (reason) => stream.close(reason),
    },
    options,
  );
}

/** Power and non-volatile memory on, as tpm2-tss does; a TPM that is on stays as it is. */
async function powerOn(platform: ByteStream): Promise<void> {
  await mssimPlatformSignal(platform, mssimSignal.powerOn);
  await mssimPlatformSignal(platform, mssimSignal.nvOn);
}

/**
 * A TPM behind the ports of the reference implementation: commands on `port`, platform on the next one.
 * It is switched on; TPM2_Startup is left to the caller. Rejects with `TransportError`.
 */
export async function connectMssim(
  { host, port }: { readonly host: string; readonly port: number },
  options?: TransportOptions,
): Promise<OpenTransport> {
  const commands = await connectStream({ host, port });
  const streams = [commands];
  const close = (reason?: Error): void => {
    for (const stream of streams) {
      mssimSessionEnd(stream);
      stream.close(reason);
    }
  };
  try {
    const platform = await connectStream({ host, port: port + 1 });
    streams.push(platform);
    await powerOn(platform);
  } catch (error) {
    close();
    throw error;
  }
  return exclusiveTransport(
    { peer: commands.peer, exchange: (command) => mssimFraming(commands, command), close },
    options,
  );
}
