import { ByteReader, ByteWriter, concat } from '@gatehouse/bytes';
import { maxCommandSize, noSessions, responseCode } from '@gatehouse/tpm';

/** What a connection asks of the TPM behind it, which may be in another process. */
export interface FramedTpm {
  execute(command: Uint8Array, locality: number): Uint8Array | Promise<Uint8Array>;
  /** Power cycle. */
  reset(): void;
}

export const framingNames = ['swtpm', 'mssim'] as const;
export type FramingName = (typeof framingNames)[number];

/** What to do with a connection after its answer; `stop` ends the whole server. */
export type Next = 'open' | 'close' | 'stop';

/** Bytes to answer, and what to do after them. */
export interface Said {
  readonly reply: Uint8Array;
  readonly next: Next;
}

/** One connection: takes chunks as they come, gives the bytes to answer. Rejects only as its TPM does. */
export interface Conversation {
  receive(chunk: Uint8Array): Promise<Said>;
}

/** The two ports of a simulated TPM: commands on the first, platform signals on the second. */
export interface Framing {
  command(): Conversation;
  control(): Conversation;
}

/** One message taken from the front of what has come; null while it is not whole. */
export type Step = (pending: Uint8Array) => {
  readonly used: number;
  readonly reply: Uint8Array | Promise<Uint8Array>;
  readonly next?: Next;
} | null;

/** Takes messages off a stream. A step refuses sizes above its limit, so little is ever kept. */
export function conversation(step: Step): Conversation {
  let pending: Uint8Array = new Uint8Array();
  let next: Next = 'open';
  const take = async (chunk: Uint8Array): Promise<Said> => {
    const replies: Uint8Array[] = [];
    pending = concat(pending, chunk);
    while (next === 'open') {
      const message = step(pending);
      if (message === null) break;
      pending = pending.slice(message.used);
      next = message.next ?? 'open';
      replies.push(await message.reply);
    }
    return { reply: concat(...replies), next };
  };
  // What comes while the TPM works is looked at after its answer.
  let last: Promise<unknown> = Promise.resolve();
  return {
    receive(chunk) {
      const said = last.then(() => take(chunk));
      last = said.catch(() => undefined);
      return said;
    },
  };
}

export const nothing = new Uint8Array();
export const word = (value: number): Uint8Array => new ByteWriter().u32(value).finish();
export const wordAt = (bytes: Uint8Array, at: number): number =>
  new ByteReader(bytes.subarray(at, at + 4), 'frame').u32();

/** Localities 0–4 — Part 1 §4, "locality". */
export const mostLocality = 4;
export const isCommandSize = (size: number): boolean => size >= 10 && size <= maxCommandSize;

/** A response of a header only — Part 1 §18.3. */
export const refusal = (name: 'COMMAND_SIZE' | 'LOCALITY'): Uint8Array =>
  new ByteWriter().u16(noSessions).u32(10).u32(responseCode[name]).finish();
