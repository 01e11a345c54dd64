import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { boundedGet, UnreachableError } from './bounded-get.ts';

const limits = { timeout: 300, maxBytes: 1000 };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const serve = async (listener: RequestListener): Promise<URL> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/Attestation`);
};

test.each(['http://169.254.169.254/Attestation', 'http://[fe80::1]/x', 'file:///etc/passwd'])(
  'does not call %s',
  async (address) => {
    await expect(boundedGet(new URL(address), limits)).rejects.toThrow(UnreachableError);
  },
);

test('does not follow a redirect', async () => {
  const url = await serve((_, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  });
  expect((await boundedGet(url, limits)).status).toBe(302);
});

test('gives up on an answer that is too large, too slow or absent', async () => {
  const large = await serve((_, response) => response.end('x'.repeat(5000)));
  await expect(boundedGet(large, limits)).rejects.toThrow('larger than 1000 bytes');
  const silent = await serve(() => undefined);
  await expect(boundedGet(silent, limits)).rejects.toThrow('no answer within 0.3 s');
  await expect(boundedGet(new URL('http://127.0.0.1:1/'), limits)).rejects.toThrow('refuses');
});
