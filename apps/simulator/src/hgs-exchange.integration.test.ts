import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { hgsExchange } from './hgs-exchange.ts';

const signal = () => AbortSignal.timeout(5_000);
const get = (url: string) => hgsExchange({ method: 'GET', url, body: null, signal: signal() });

async function serving<T>(answer: Uint8Array, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => response.writeHead(503).end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return use(`http://127.0.0.1:${port}/`).finally(() => server.close());
}

test('gives the text of an answer at any status', async () => {
  const text = await serving(new TextEncoder().encode('{"späť":1}'), get);
  expect(text).toBe('{"späť":1}');
});

test('refuses an answer beyond a mebibyte, and one that is no text', async () => {
  await expect(serving(new Uint8Array(1_100_000).fill(65), get)).rejects.toThrow('1 MiB');
  await expect(serving(Uint8Array.of(0xff, 0xfe), get)).rejects.toThrow();
});

test('resolves no name of the fabric, and asks nobody for it', async () => {
  await expect(get('http://hgs-old.fabric.test/Attestation/getinfo')).rejects.toThrow(
    'hgs-old.fabric.test does not resolve',
  );
});
