import type { CimProvider, IdentifyAnswer } from './provider.ts';

export interface WsmanHttpRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface WsmanHttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WsmanEndpointOptions {
  /** Computer name, as told in NTLM challenges and faults. */
  readonly machine: string;
  /** Which ways to sign in are offered; `negotiate` is NTLM with sealing. */
  readonly authentication: readonly ('basic' | 'negotiate')[];
  /**
   * Password of an account, or null for an unknown one; the user is as sent, with its domain:
   * `FABRIC\\gatehouse`.
   */
  passwordOf(user: string): string | null;
  identify(): IdentifyAnswer;
  readonly provider: CimProvider;
  readonly now: () => Date;
  readonly random: (length: number) => Uint8Array;
  /** Largest answer in bytes, as MaxEnvelopeSizekb of a host; 512 000 unless given. */
  readonly maxEnvelopeSize?: number;
}

/** Never throws for what a client sent; `connection` is any object that stands for its socket. */
export type WsmanEndpoint = (
  request: WsmanHttpRequest,
  connection: object,
) => Promise<WsmanHttpAnswer>;

/** The server half of WS-Man, as a Windows host has it (MS-WSMV §3.1). */
export function createWsmanEndpoint(_options: WsmanEndpointOptions): WsmanEndpoint {
  throw new Error('in the next commit');
}
