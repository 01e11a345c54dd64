import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { concat } from '@gatehouse/bytes';

/** A TPM of the swtpm project in a process of its own, which ends with ours. */
export interface SwtpmProcess {
  /** Whether the process runs. */
  readonly isRunning: boolean;
  /** Power cycle: waits for TPM2_Startup after it. */
  reset(): Promise<void>;
  execute(command: Uint8Array, locality: number): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** Control codes (swtpm, `include/swtpm/tpm_ioctl.h`): u32, payload; answered by a u32 result. */
const control = { init: [0, 0, 0, 2, 0, 0, 0, 0], setLocality: [0, 0, 0, 5] } as const;
const headerBytes = 10;
const resultBytes = 4;
/** TPM_RC_COMMAND_SIZE: swtpm would wait for the rest of a command that says it is longer. */
const commandSize = Uint8Array.of(0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x42);
const maxResponse = 64 * 1024;
/** RSA keys are made in less; a TPM that takes longer has hung. */
const patience = 30_000;

const sizeAt = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

/** Sends a message and waits for an answer whose size is known from its first bytes. */
function ask(
  stream: Duplex,
  message: Uint8Array,
  sizeOf: (received: Uint8Array) => number | null,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let received: Uint8Array = new Uint8Array();
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      stream.off('data', onData).off('close', onClose);
      end();
    };
    const fail = (why: string): void => settle(() => reject(new Error(`swtpm ${why}`)));
    const onClose = (): void => fail('has ended');
    const onData = (chunk: Uint8Array): void => {
      received = concat(received, chunk);
      const size = sizeOf(received);
      if (size !== null && size > maxResponse) fail(`announced an answer of ${size} bytes`);
      else if (size !== null && received.length >= size) settle(() => resolve(received));
    };
    const timer = setTimeout(() => fail('does not answer'), patience);
    stream.on('data', onData).once('close', onClose);
    if (stream.destroyed) onClose();
    else stream.write(message);
  });
}

const ofCommand = (received: Uint8Array): number | null =>
  received.length < headerBytes ? null : sizeAt(received, 2);
const ofControl = (): number => resultBytes;

/**
 * Runs swtpm on a state directory. Its data and control channels are sockets that it inherits: no
 * port and no file that somebody else could open, and with them it ends when this process does.
 */
export function startSwtpm(directory: string): SwtpmProcess {
  const child: ChildProcess = spawn(
    'swtpm',
    [
      'socket',
      '--tpm2',
      ...['--tpmstate', `dir=${directory},mode=0600`],
      ...['--fd', '3'],
      ...['--ctrl', 'type=unixio,clientfd=4'],
      ...['--log', 'file=-'],
      '--terminate',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const [, , , data, controls] = child.stdio;
  if (!(data instanceof Duplex && controls instanceof Duplex))
    throw new TypeError('the channels of swtpm are no sockets');
  let isRunning = true;
  const ended = once(child, 'exit').catch(() => undefined);
  const gone = (): void => {
    isRunning = false;
    data.destroy();
    controls.destroy();
  };
  void ended.then(gone);
  child.once('error', gone);
  // What breaks a channel ends the process, which is what is told.
  for (const stream of [data, controls]) stream.on('error', gone);

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task);
    last = next.catch(() => undefined);
    return next;
  };
  const steer = async (message: readonly number[]): Promise<void> => {
    const result = sizeAt(await ask(controls, Uint8Array.from(message), ofControl), 0);
    if (result !== 0) throw new Error(`swtpm refused a control command: ${result}`);
  };
  let locality = 0;
  return {
    get isRunning() {
      return isRunning;
    },
    reset: () => inTurn(() => steer(control.init)),
    execute: (command, wanted) =>
      inTurn(async () => {
        if (command.length < headerBytes || sizeAt(command, 2) !== command.length)
          return commandSize;
        if (wanted !== locality) await steer([...control.setLocality, wanted]);
        locality = wanted;
        return ask(data, command, ofCommand);
      }),
    stop: async () => {
      if (isRunning) child.kill('SIGTERM');
      await ended;
    },
  };
}
