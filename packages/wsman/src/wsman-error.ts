import type { WsmanFault } from './fault.ts';

/** Why a host gave no answer that can be used: what a person must do differs for each. */
export const wsmanErrorCodes = [
  'host-unresolved',
  'refused',
  'unreachable',
  'timeout',
  'unfinished',
  'silent',
  'closed',
  'tls',
  'plaintext-password',
  'not-wsman',
  'auth-rejected',
  'access-denied',
  'class-missing',
  'fault',
  'malformed',
  'oversized',
  'aborted',
] as const;
export type WsmanErrorCode = (typeof wsmanErrorCodes)[number];

/** Below HTTP: the host is not there to be asked anything more. */
const lost: ReadonlySet<WsmanErrorCode> = new Set([
  'host-unresolved',
  'refused',
  'unreachable',
  'timeout',
  'silent',
  'closed',
  'tls',
]);

export class WsmanError extends Error {
  override readonly name = 'WsmanError';
  readonly code: WsmanErrorCode;
  /** What the host answered, where it answered with a fault. */
  readonly fault: WsmanFault | undefined;

  constructor(
    code: WsmanErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly fault?: WsmanFault } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.fault = options.fault;
  }
}

export const isLost = (error: unknown): boolean =>
  error instanceof WsmanError && lost.has(error.code);
