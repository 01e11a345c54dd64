import { ByteReader, ByteWriter, concat } from '@gatehouse/bytes';
import { maxCommandSize } from '@gatehouse/tpm';
import type { ByteStream } from './byte-stream.ts';
import { TransportError } from './transport-error.ts';

/** Bytes of a response's header: u16 tag, u32 size, u32 code — Part 1 §18.3. */
const headerSize = 10;

/** How a framing carries a command: it writes, and reads the whole response. */
export type Framing = (stream: ByteStream, command: Uint8Array) => Promise<Uint8Array>;

const wordOf = (bytes: Uint8Array): number => new ByteReader(bytes, 'frame').u32();
const word = (value: number): Uint8Array => new ByteWriter().u32(value).finish();

function fail({ peer }: ByteStream, reason: string): never {
  throw new TransportError(`${peer}: ${reason}; is that a TPM, and with this framing?`);
}

const checkSize = (stream: ByteStream, size: number): void => {
  if (size < headerSize || size > maxCommandSize) fail(stream, `a response of ${size} bytes`);
};

function checkEnd(stream: ByteStream): void {
  if (stream.unread > 0) fail(stream, `${stream.unread} bytes after the response`);
}

/** Commands and responses as they are, delimited by their own sizes: swtpm's data port. */
export const rawFraming: Framing = async (stream, command) => {
  stream.write(command);
  const head = await stream.read(6);
  const size = wordOf(head.subarray(2));
  checkSize(stream, size);
  const response = concat(head, await stream.read(size - head.length));
  checkEnd(stream);
  return response;
};

/** Signals of TpmTcpProtocol.h (reference implementation, Part 4). */
export const mssimSignal = { powerOn: 1, sendCommand: 8, nvOn: 11, sessionEnd: 20 } as const;

/**
 * The reference implementation's TPM port: u32 signal, u8 locality 0, u32 size, command; answered with u32
 * size, response, u32 0.
 */
export const mssimFraming: Framing = async (stream, command) => {
  const head = new ByteWriter().u32(mssimSignal.sendCommand).u8(0).u32(command.length).finish();
  stream.write(concat(head, command));
  const size = wordOf(await stream.read(4));
  checkSize(stream, size);
  const response = await stream.read(size);
  const status = wordOf(await stream.read(4));
  if (status !== 0) fail(stream, `status ${status} after the response`);
  checkEnd(stream);
  return response;
};

/** A signal on the platform port, answered with u32 0. */
export async function mssimPlatformSignal(stream: ByteStream, signal: number): Promise<void> {
  stream.write(word(signal));
  const status = wordOf(await stream.read(4));
  if (status !== 0) fail(stream, `status ${status} to the platform signal ${signal}`);
}

/** Ends a session on either port; there is no answer. */
export const mssimSessionEnd = (stream: ByteStream): void =>
  stream.write(word(mssimSignal.sessionEnd));
