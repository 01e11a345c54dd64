import { type WsmanEndpointAddress, WsmanError, type WsmanErrorCode } from '@gatehouse/wsman';

/** How far an exchange has come. */
export interface Progress {
  connected: boolean;
  answering: boolean;
}

/** Codes of Node's system, HTTP parser and TLS errors; the first row that fits. */
const rows: readonly { readonly matches: RegExp; readonly code: WsmanErrorCode }[] = [
  { matches: /^(ENOTFOUND|EAI_)/, code: 'host-unresolved' },
  { matches: /^ECONNREFUSED$/, code: 'refused' },
  {
    matches: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|ETIMEDOUT|EACCES|EPERM|EADDRNOTAVAIL)$/,
    code: 'unreachable',
  },
  { matches: /^(HPE_HEADER_OVERFLOW)$/, code: 'oversized' },
  { matches: /^HPE_/, code: 'not-wsman' },
  {
    matches:
      /^(ERR_SSL_|ERR_TLS_|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH)/,
    code: 'tls',
  },
  { matches: /^(ECONNRESET|EPIPE|ECONNABORTED)$/, code: 'closed' },
];

/** The error of a socket as what it says about the host. */
export function socketError(
  cause: unknown,
  progress: Progress,
  { host, port, tls }: WsmanEndpointAddress,
): WsmanError {
  if (cause instanceof WsmanError) return cause;
  const { code, message } = systemError(cause);
  const found = rows.find(({ matches }) => matches.test(code))?.code ?? 'closed';
  // A peer that hangs up in the handshake does not speak TLS, or not with us.
  if (found === 'closed' && tls && !progress.connected)
    return new WsmanError('tls', `${host}:${port}: ${message}`, { cause });
  // A reset before any byte of an answer refuses; a plain end (`socket hang up`) only closes.
  const reset = /ECONNRESET/.test(message) && !progress.answering;
  const meaning = found === 'closed' && reset ? 'refused' : found;
  return new WsmanError(meaning, `${host}:${port}: ${message}`, { cause });
}

function systemError(cause: unknown): { readonly code: string; readonly message: string } {
  if (!(cause instanceof Error)) return { code: '', message: String(cause) };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { code, message: cause.message };
}
