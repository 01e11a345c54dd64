import type { ConnectHost } from '@gatehouse/fabric';

export interface ResolvedAddress {
  readonly address: string;
  /** Instead of the port of the target. */
  readonly port?: number;
}

export interface WinrmTimeouts {
  /** Until TCP (and TLS) stand. */
  readonly connect: number;
  /** For a read, from asking to the last byte. */
  readonly read: number;
  /** For a change: HGS settings attest at once. */
  readonly change: number;
}

export interface WinrmConnectorOptions {
  /** Address of a name by configuration (like curl's --resolve); null: ask DNS. The Host header stays. */
  resolve?(hostname: string): ResolvedAddress | null;
  readonly timeouts?: Partial<WinrmTimeouts>;
  /** `negotiate` is NTLM with sealing over HTTP; `basic` needs TLS or loopback. */
  readonly authentication?: 'negotiate' | 'basic';
  /** Port 5986 and HTTPS; plain HTTP on 5985 otherwise. */
  readonly tls?: boolean;
  /** PEM of further certificate authorities to trust with `tls`. */
  readonly certificateAuthorities?: readonly string[];
  /** Largest answer that is read, in bytes. */
  readonly maxAnswerBytes?: number;
  /** Sends passwords in the clear over networks: for laboratories only. */
  readonly unsafeSendPasswordsInPlaintext?: boolean;
  readonly now?: () => Date;
}

/** Reaches hosts by WS-Man over real sockets. */
export function createWinrmConnector(_options: WinrmConnectorOptions = {}): ConnectHost {
  throw new Error('in the next commit');
}
