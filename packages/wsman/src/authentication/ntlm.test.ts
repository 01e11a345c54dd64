import { fromHex, fromUtf8, MalformedError, toHex, utf8, utf16le } from '@gatehouse/bytes';
import { hmacMd5, randomBytes } from '@gatehouse/bytes/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { basicAuthenticator } from '../client/authenticator.ts';
import { createWsmanClient } from '../client/create-wsman-client.ts';
import { negotiateAuthenticator } from '../client/negotiate-authenticator.ts';
import type { HttpExchange } from '../http-exchange.ts';
import { createWsmanEndpoint } from '../server.ts';
import { md4 } from './md4.ts';
import { createNtlmClient } from './ntlm-client.ts';
import { responseKey } from './ntlm-keys.ts';
import { readAuthenticate, readChallenge } from './ntlm-messages.ts';
import { startNtlmServer } from './ntlm-server.ts';
import { createRc4 } from './rc4.ts';
import { readSpnego } from './spnego.ts';

const now = () => new Date('2026-11-23T10:00:00Z');
const username = 'FABRIC\\gatehouse';
const server = {
  machine: 'HV-0001',
  passwordOf: (user: string) => (user === username ? 'secret' : null),
  random: randomBytes,
  now,
};

describe('primitives', () => {
  test('MD4 as RFC 1320 A.5 has it', () => {
    expect(toHex(md4(utf8('')))).toBe('31d6cfe0d16ae931b73c59d7e0c089c0');
    expect(toHex(md4(utf8('abc')))).toBe('a448017aaf21d8525fc10ae87aa6729d');
    expect(toHex(md4(utf8('1234567890'.repeat(8))))).toBe('e33b4ddc9c38f2199c3e7b164fcc0536');
  });
  test('RC4 as RFC 6229 has it', () => {
    const stream = createRc4(fromHex('0102030405'))(new Uint8Array(16));
    expect(toHex(stream)).toBe('b2396305f03dc027ccc3524a0a1118a8');
  });
  test('keys as MS-NLMP 4.2 has them', () => {
    expect(toHex(md4(utf16le('Password')))).toBe('a4f49c406510bdcab6824ee7c30fd852');
    expect(toHex(responseKey('User', 'Domain', 'Password'))).toBe(
      '0c868a403bfd7a93a3001ef22ef02e3f',
    );
    expect(hmacMd5(utf8('k'), utf8('a'), utf8('b'))).toEqual(hmacMd5(utf8('k'), utf8('ab')));
  });
});

describe('handshake', () => {
  const shake = (
    password: string,
    change: (token: Uint8Array) => Uint8Array = (token) => token,
  ) => {
    const client = createNtlmClient({ username, password, random: randomBytes, now });
    const handshake = startNtlmServer(client.negotiate, server);
    const { token, session } = client.authenticate(handshake.challenge);
    return { client: session, server: handshake.authenticate(change(token)) };
  };
  test('agrees on a session that seals both ways, in order and once', () => {
    const both = shake('secret');
    const host = both.server?.session;
    if (host === undefined) throw new Error('refused');
    for (const text of ['one', 'two', ''])
      expect(fromUtf8(host.unseal(both.client.seal(utf8(text))))).toBe(text);
    expect(fromUtf8(both.client.unseal(host.seal(utf8('back'))))).toBe('back');
    const sealed = both.client.seal(utf8('again'));
    host.unseal(sealed);
    expect(() => host.unseal(sealed)).toThrow(MalformedError);
  });
  test('refuses a wrong password and a token changed on the way', () => {
    expect(shake('wrong').server).toBeNull();
    const flip = (token: Uint8Array) => token.with(75, (token[75] ?? 0) ^ 1);
    expect(shake('secret', flip).server).toBeNull();
  });
  test('any bytes raise MalformedError and nothing else', () => {
    const header = utf8('NTLMSSP\0');
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.constantFrom(2, 3), (rest, type) => {
        const message = Uint8Array.of(...header, type, 0, 0, 0, ...rest);
        for (const read of [
          () => readChallenge(message),
          () => readAuthenticate(message),
          () => readSpnego(rest),
        ])
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedError);
          }
      }),
    );
  });
});

describe('client and endpoint over Negotiate', () => {
  const seen: string[] = [];
  const endpoint = createWsmanEndpoint({
    ...server,
    authentication: ['negotiate'],
    identify: () => ({ productVendor: 'v', productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0' }),
    provider: {
      enumerate: async () => [{ Name: 'vmms' }],
      get: async () => null,
      invoke: async () => ({ out: {}, returnValue: 0 }),
      shell: { run: async () => ({ stdout: '', stderr: '', exitCode: 0 }) },
    },
  });
  const exchange = (reopenAfter = Number.POSITIVE_INFINITY): HttpExchange => ({
    connect: () => {
      let socket = {};
      let connection = 1;
      let sent = 0;
      return {
        async send(request) {
          sent += 1;
          if (sent === reopenAfter) {
            socket = {};
            connection += 1;
          }
          seen.push(new TextDecoder('latin1').decode(request.body));
          const answer = await endpoint({ ...request, url: request.path }, socket);
          const headers = Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [
              name.toLowerCase(),
              String(value),
            ]),
          );
          return { ...answer, headers, connection };
        },
        close: () => undefined,
      };
    },
  });
  const limits = { timeoutMilliseconds: 5000 };
  const clientWith = (password: string, over = exchange(), basic = false) =>
    createWsmanClient({
      endpoint: { host: 'h', port: 5985, tls: false },
      authenticator: basic
        ? basicAuthenticator({ username, password })
        : negotiateAuthenticator({ username, password, random: randomBytes, now }),
      exchange: over,
      random: randomBytes,
      elapsed: () => performance.now(),
    });
  const services = { namespace: 'root/cimv2', class: 'Win32_Service' };

  test('calls are answered and nothing readable goes over', async () => {
    seen.length = 0;
    const client = clientWith('secret');
    for (let i = 0; i < 3; i++)
      expect(await client.enumerate(services, null, limits)).toHaveLength(1);
    expect(seen).toHaveLength(5);
    expect(seen.join('')).not.toContain('Win32_Service');
  });
  test('signs in again when the connection is another one', async () => {
    const client = clientWith('secret', exchange(4));
    for (let i = 0; i < 3; i++)
      expect(await client.enumerate(services, null, limits)).toHaveLength(1);
  });
  test('a wrong password, and Basic where it is not offered, are rejected', async () => {
    for (const client of [clientWith('wrong'), clientWith('secret', exchange(), true)])
      await expect(client.identify(limits)).rejects.toMatchObject({ code: 'auth-rejected' });
  });
});
