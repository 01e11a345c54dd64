import { lookup as dnsLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface BoundedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Date header of the answer. */
  readonly date: Date | null;
  readonly body: Uint8Array;
  readonly milliseconds: number;
}

export interface BoundedGetOptions {
  readonly timeout: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** Why nothing usable came back, in a sentence with what to do. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Link-local addresses: the metadata services of clouds live there, a Host Guardian Service never does. */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');

const isRefused = (address: string) =>
  refused.check(
    address.replace(/^::ffff:/i, ''),
    isIP(address.replace(/^::ffff:/i, '')) === 6 ? 'ipv6' : 'ipv4',
  );

/** Looks a name up and refuses what it must not lead to, on the very address that is connected to. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const [allowed] = addresses.filter(({ address }) => !isRefused(address));
    if (allowed === undefined) {
      const text = `${hostname} leads to a link-local address, which is not called`;
      return callback(Object.assign(new Error(text), { code: 'EADDRREFUSED' }), '', 0);
    }
    return options.all === true
      ? callback(null, [allowed])
      : callback(null, allowed.address, allowed.family);
  });
};

/**
 * One GET of an address that a user typed: http or https only, no redirects, no credentials, bounded in time
 * and size. Throws `UnreachableError` in words for that user.
 */
export const boundedGet = (url: URL, options: BoundedGetOptions): Promise<BoundedAnswer> => {
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    return Promise.reject(new UnreachableError('Only http and https addresses are called.'));
  }
  if (isIP(literal) !== 0 && isRefused(literal)) {
    return Promise.reject(new UnreachableError('Link-local addresses are not called.'));
  }
  const started = performance.now();
  const signals = [AbortSignal.timeout(options.timeout)];
  if (options.signal !== undefined) signals.push(options.signal);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const fail = (error: unknown) => reject(explained(error, url, options.timeout));
    const request = send(
      url,
      { method: 'GET', lookup: guardedLookup, signal: AbortSignal.any(signals), agent: false },
      (response) => {
        const chunks: Uint8Array[] = [];
        let size = 0;
        response.on('data', (chunk: Uint8Array) => {
          size += chunk.length;
          if (size > options.maxBytes) {
            response.destroy(
              new UnreachableError(`The answer is larger than ${options.maxBytes} bytes.`),
            );
          } else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          const date = new Date(response.headers.date ?? '');
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            date: Number.isNaN(date.getTime()) ? null : date,
            body: new Uint8Array(Buffer.concat(chunks)),
            milliseconds: performance.now() - started,
          });
        });
      },
    );
    request.on('error', fail);
    request.end();
  });
};

/** What a code of Node's means to the person who typed the address. */
const sentences: ReadonlyMap<string, (url: URL) => string> = new Map([
  [
    'ENOTFOUND',
    ({ hostname }) => `The name ${hostname} cannot be resolved: check it and its DNS record.`,
  ],
  ['EAI_AGAIN', ({ hostname }) => `The name ${hostname} cannot be resolved just now: check DNS.`],
  [
    'ECONNREFUSED',
    ({ host }) => `${host} refuses the connection: check the port and that HGS runs.`,
  ],
  ['ECONNRESET', ({ host }) => `${host} closes the connection: check whether it wants https.`],
  ['EHOSTUNREACH', ({ host }) => `There is no route to ${host}: check the network and firewall.`],
  ['ENETUNREACH', ({ host }) => `There is no route to ${host}: check the network and firewall.`],
  [
    'EADDRREFUSED',
    ({ hostname }) => `${hostname} leads to a link-local address, which is not called.`,
  ],
  ['CERT_HAS_EXPIRED', ({ host }) => `The TLS certificate of ${host} has expired: renew it.`],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    ({ host }) => `The TLS certificate of ${host} is for another name: check the address.`,
  ],
]);

const explained = (error: unknown, url: URL, timeout: number): UnreachableError => {
  if (error instanceof UnreachableError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const name = error instanceof Error ? error.name : '';
  const cause = { cause: error };
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ABORT_ERR') {
    return new UnreachableError(
      `${url.host} gives no answer within ${timeout / 1000} s: check the network and that HGS runs.`,
      cause,
    );
  }
  const known = sentences.get(code);
  if (known !== undefined) return new UnreachableError(known(url), cause);
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    return new UnreachableError(
      `The TLS certificate of ${url.host} is not trusted here (${code}): name its authority in NODE_EXTRA_CA_CERTS.`,
      cause,
    );
  }
  return new UnreachableError(`${url.host} cannot be called (${code || 'unknown reason'}).`, cause);
};
