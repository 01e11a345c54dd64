import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { randomBytes } from '@gatehouse/bytes/crypto';
import { type HostConnection, HostFailure, type HostFailureCode } from '@gatehouse/fabric';
import { createWsmanEndpoint, EndpointFault } from '@gatehouse/wsman/server';
import { afterEach, describe, expect, test } from 'vitest';
import { createWinrmConnector, type WinrmConnectorOptions } from './index.ts';

const open: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const tcp = (speak: (socket: Socket) => void): Promise<number> => listen(createServer(speak));
const http = (answer: RequestListener): Promise<number> => listen(createHttpServer(answer));
const soap =
  (body: string, status = 200): RequestListener =>
  (request, response) => {
    request.resume().on('end', () => {
      response
        .writeHead(status, { 'Content-Type': 'application/soap+xml;charset=UTF-8' })
        .end(body);
    });
  };
const fault = (subcode: string, code: number) =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">why</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="${code}" Machine="x"><f:Message>why</f:Message></f:WSManFault></s:Detail></s:Fault></s:Body></s:Envelope>`;

/** A host whose commands never end, and that stops answering at a message with this in it. */
function hostWithoutEnd(silentAt: string | null, delayMilliseconds = 0): RequestListener {
  const none = async () => {
    throw new EndpointFault('class-missing', 'none');
  };
  const answer = createWsmanEndpoint({
    machine: 'HV-0001',
    authentication: ['negotiate', 'basic'],
    passwordOf: () => 'p',
    identify: () => ({ productVendor: '', productVersion: '' }),
    provider: {
      enumerate: none,
      get: none,
      invoke: none,
      shell: { run: () => new Promise(() => undefined) },
    },
    now: () => new Date(),
    random: randomBytes,
  });
  return async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = new Uint8Array(Buffer.concat(chunks));
    if (silentAt !== null && Buffer.from(body).includes(silentAt)) return;
    await setTimeout(delayMilliseconds);
    const { method = '', url = '', headers } = request;
    const result = await answer({ method, url, headers, body }, request.socket);
    response.writeHead(result.status, result.headers).end(result.body);
  };
}

async function failureOn(
  port: number,
  options: Partial<WinrmConnectorOptions> = {},
  signal?: AbortSignal,
  ask = (host: HostConnection): Promise<unknown> =>
    host.readServices(undefined, signal === undefined ? {} : { signal }),
): Promise<HostFailure> {
  const connect = createWinrmConnector({
    resolve: () => ({ address: '127.0.0.1', port }),
    timeouts: { connect: 300, read: 400, change: 400 },
    authentication: 'basic',
    maxAnswerBytes: 100_000,
    ...options,
  });
  const host = connect({ name: 'hv-0001.fabric.test', username: 'u', password: 'p' });
  try {
    await ask(host);
  } catch (error) {
    if (error instanceof HostFailure) return error;
    throw error;
  } finally {
    host.close();
  }
  throw new Error('the host answered');
}

const failureOfCommand = (port: number, change: number) =>
  failureOn(port, { timeouts: { connect: 300, read: 400, change } }, undefined, (host) =>
    host.readPlatformIdentifier(),
  );

const cases: readonly [HostFailureCode, string, string, () => Promise<HostFailure>][] = [
  [
    'host-unresolved',
    'host-unresolved',
    'a name that DNS does not know',
    () => failureOn(0, { resolve: () => null }),
  ],
  [
    'refused',
    'host-refused',
    'a port on which nothing listens',
    async () => {
      const port = await tcp(() => undefined);
      await new Promise((resolve) => open.pop()?.close(resolve));
      return failureOn(port);
    },
  ],
  [
    'closed',
    'host-closes-connection',
    'one that closes without an answer',
    async () => failureOn(await tcp((socket) => socket.once('data', () => socket.end()))),
  ],
  [
    'refused',
    'host-refused',
    'one that resets the connection',
    async () =>
      failureOn(await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()))),
  ],
  [
    'closed',
    'host-closes-connection',
    'one that closes inside its answer',
    async () =>
      failureOn(
        await tcp((socket) =>
          socket.once('data', () =>
            socket.end(
              'HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 500\r\n\r\n<s:Env',
            ),
          ),
        ),
      ),
  ],
  [
    'silent',
    'winrm-silent',
    'one that accepts and says nothing',
    async () => failureOn(await tcp(() => undefined)),
  ],
  [
    'silent',
    'winrm-silent',
    'one that falls silent while a command runs',
    async () => failureOfCommand(await http(hostWithoutEnd('Receive')), 60_000),
  ],
  [
    'unfinished',
    'winrm-protocol-error',
    'one whose command does not end, and that says so',
    async () => failureOfCommand(await http(hostWithoutEnd(null)), 1500),
  ],
  [
    'silent',
    'winrm-silent',
    'one that takes its time for each message of a sign-in',
    async () =>
      failureOn(
        await http(hostWithoutEnd(null, 300)),
        { authentication: 'negotiate' },
        undefined,
        (host) => host.identify(),
      ),
  ],
  [
    'timeout',
    'host-unreachable',
    'one that drips its answer',
    async () =>
      failureOn(
        await tcp((socket) => {
          socket.write(
            'HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 5000\r\n\r\n',
          );
          const drip = setInterval(() => socket.write('<'), 50);
          socket.on('close', () => clearInterval(drip));
        }),
      ),
  ],
  [
    'tls',
    'tls-failed',
    'one that does not speak TLS where TLS is asked',
    async () =>
      failureOn(
        await tcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
        { tls: true },
      ),
  ],
  [
    'not-wsman',
    'winrm-not-wsman',
    'a web site',
    async () =>
      failureOn(
        await http((_, response) =>
          response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html/>'),
        ),
      ),
  ],
  [
    'not-wsman',
    'winrm-not-wsman',
    'a web site without this page',
    async () => failureOn(await http((_, response) => response.writeHead(404).end())),
  ],
  [
    'not-wsman',
    'winrm-not-wsman',
    'another protocol',
    async () => failureOn(await tcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))),
  ],
  [
    'auth-rejected',
    'credentials-rejected',
    'one that rejects the account',
    async () =>
      failureOn(
        await http((_, response) =>
          response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="WSMAN"' }).end(),
        ),
      ),
  ],
  [
    'access-denied',
    'access-denied',
    'one that denies access by a fault',
    async () => failureOn(await http(soap(fault('w:AccessDenied', 5), 500))),
  ],
  [
    'access-denied',
    'access-denied',
    'one that denies access by HTTP',
    async () => failureOn(await http((_, response) => response.writeHead(403).end())),
  ],
  [
    'class-missing',
    'winrm-protocol-error',
    'one without the class',
    async () => failureOn(await http(soap(fault('a:DestinationUnreachable', 2150858752), 500))),
  ],
  [
    'fault',
    'winrm-protocol-error',
    'another fault',
    async () => failureOn(await http(soap(fault('w:InternalError', 1359), 500))),
  ],
  [
    'malformed',
    'winrm-protocol-error',
    'broken XML',
    async () => failureOn(await http(soap('<s:Envelope'))),
  ],
  [
    'malformed',
    'winrm-protocol-error',
    'a DOCTYPE',
    async () =>
      failureOn(
        await http(soap('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')),
      ),
  ],
  [
    'oversized',
    'winrm-protocol-error',
    'an answer without end',
    async () => failureOn(await http(soap('x'.repeat(200_000)))),
  ],
  [
    'aborted',
    'never-checked',
    'a call that is given up',
    async () => failureOn(await tcp(() => undefined), {}, AbortSignal.timeout(50)),
  ],
];

describe('a host that misbehaves is told apart', () => {
  test.each(cases)('%s (%s): %s', async (code, causeCode, _, fail) => {
    const failure = await fail();
    expect([failure.code, failure.causeCode]).toEqual([code, causeCode]);
    expect(failure.remedy).toMatch(/\w/);
  });

  test('a password in the clear does not leave the machine', async () => {
    const options = { resolve: () => ({ address: '192.0.2.1' }) };
    expect((await failureOn(1, options)).code).toBe('plaintext-password');
    const unsafe = { ...options, unsafeSendPasswordsInPlaintext: true };
    expect((await failureOn(1, unsafe)).code).toMatch(/^(unreachable|refused|silent)$/);
  });

  test('a kept connection that the host had closed is opened again for a read', async () => {
    let requests = 0;
    const port = await http((request, response) => {
      requests += 1;
      if (requests === 2) return void request.socket.destroy();
      soap(fault('w:InternalError', 1), 500)(request, response);
    });
    const connect = createWinrmConnector({
      resolve: () => ({ address: '127.0.0.1', port }),
      authentication: 'basic',
    });
    const host = connect({ name: 'x', username: 'u', password: 'p' });
    await expect(host.readServices()).rejects.toMatchObject({ code: 'fault' });
    await expect(host.readServices()).rejects.toMatchObject({ code: 'fault' });
    expect(requests).toBe(3);
    host.close();
  });
});
