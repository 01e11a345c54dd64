import { randomBytes } from '@gatehouse/bytes/crypto';
import type { ConnectHost, HostTarget } from '@gatehouse/fabric';
import { basicAuthenticator, createWsmanClient, negotiateAuthenticator } from '@gatehouse/wsman';
import { createHostConnection, type WinrmTimeouts } from './create-host-connection.ts';
import { createSocketExchange, type ResolvedAddress } from './socket-exchange.ts';

export interface WinrmConnectorOptions {
  /** Address of a name by configuration (like curl's --resolve); null: ask DNS. The Host header stays. */
  resolve?(hostname: string): ResolvedAddress | null;
  readonly timeouts?: Partial<WinrmTimeouts>;
  /** `basic` unless given, which needs TLS or loopback; `negotiate` is NTLM with sealing. */
  readonly authentication?: 'negotiate' | 'basic';
  /** HTTPS, on port 5986; plain HTTP on 5985 otherwise. */
  readonly tls?: boolean;
  /** PEM of further certificate authorities to trust with `tls`. */
  readonly certificateAuthorities?: readonly string[];
  /** Largest answer that is read, in bytes; 8 MiB unless given. */
  readonly maxAnswerBytes?: number;
  /** Sends passwords in the clear over networks: for laboratories only. */
  readonly unsafeSendPasswordsInPlaintext?: boolean;
  readonly now?: () => Date;
}

const defaultTimeouts: WinrmTimeouts = { connect: 5000, read: 20_000, change: 90_000 };

/** Reaches hosts by WS-Man over real sockets. */
export function createWinrmConnector(options: WinrmConnectorOptions = {}): ConnectHost {
  const { tls = false, now = () => new Date(), maxAnswerBytes = 8 * 1024 * 1024 } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const exchange = createSocketExchange({
    ...options,
    maxAnswerBytes,
    connectTimeoutMilliseconds: timeouts.connect,
  });
  return (target) => {
    const client = createWsmanClient({
      endpoint: { ...placeOf(target, tls ? 5986 : 5985), tls },
      authenticator:
        options.authentication === 'negotiate'
          ? negotiateAuthenticator({ ...target, random: randomBytes, now })
          : basicAuthenticator(target),
      exchange,
      random: randomBytes,
      elapsed: () => performance.now(),
    });
    return createHostConnection(client, timeouts, now);
  };
}

/** `hv-0001.fabric.test`, `10.0.0.7:5986` or `[::1]:5985`. */
function placeOf({ name }: HostTarget, standard: number): { host: string; port: number } {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(name);
  const port = Number(parts?.[3] ?? standard);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined || port < 1 || port > 65_535)
    throw new RangeError(`not the name of a host: ${name}`);
  return { host, port };
}
