import { createServer, type Server, type Socket } from 'node:net';
import { fromHex } from '@gatehouse/bytes';
import { afterEach, expect, test } from 'vitest';
import { connectMssim, connectSwtpm } from './connect.ts';

const host = '127.0.0.1';
const readClock = fromHex('80010000000a00000181');
const success = fromHex('80010000000a00000000');
const servers: Server[] = [];
const sockets = new Set<Socket>();

/** A peer on loopback that treats each connection as it is told. */
async function peer(serve: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return { host, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

const answering = (bytes: Uint8Array) => (socket: Socket) =>
  socket.on('data', () => socket.write(bytes));

test('many commands over one connection, in turn only', async () => {
  const transport = await connectSwtpm(await peer(answering(success)));
  for (let i = 0; i < 3; i++) expect(await transport.send(readClock)).toEqual(success);
  const first = transport.send(readClock);
  await expect(transport.send(readClock)).rejects.toThrow('another command is under way');
  expect(await first).toEqual(success);
  transport.close();
  await expect(transport.send(readClock)).rejects.toThrow('closed by this side');
});

test('a response in pieces is put together', async () => {
  const address = await peer((socket) =>
    socket.on('data', async () => {
      for (const byte of success) {
        socket.write(Uint8Array.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }),
  );
  const transport = await connectSwtpm(address);
  expect(await transport.send(readClock)).toEqual(success);
  transport.close();
});

test.each([
  ['is silent', () => undefined, 'no response within 0.2 s'],
  ['hangs up', (socket: Socket) => socket.end(), 'the TPM closed the connection'],
  ['is no TPM', answering(fromHex('48545450')), 'no response within 0.2 s'],
  ['is no TPM and talks', answering(fromHex('485454502f312e31')), 'is that a TPM'],
  ['never stops', answering(new Uint8Array(1_000_000).fill(0x41)), 'is that a TPM'],
])('a peer that %s ends the transport with its reason', async (_what, serve, message) => {
  const transport = await connectSwtpm(await peer(serve), { commandTimeout: 200 });
  await expect(transport.send(readClock)).rejects.toThrow(message);
  await expect(transport.send(readClock)).rejects.toThrow('closed (');
});

test('a command that is under way when this side closes is rejected', async () => {
  const transport = await connectSwtpm(await peer(() => undefined));
  const sent = transport.send(readClock);
  transport.close();
  await expect(sent).rejects.toThrow('closed by this side');
});

test('nobody there is said so, with the address', async () => {
  const address = await peer(() => undefined);
  servers.pop()?.close();
  const message = `${host}:${address.port}: connect ECONNREFUSED`;
  await expect(connectSwtpm(address)).rejects.toThrow(message);
  await expect(connectMssim(address)).rejects.toThrow(message);
});
