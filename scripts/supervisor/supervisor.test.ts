import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { configurationOf } from './configuration.ts';
import { readable } from './log-lines.ts';
import { requireFreePort } from './ports.ts';

test('without any variable everything has its documented default', () => {
  const configuration = configurationOf({}, []);
  expect(configuration).toMatchObject({
    host: '127.0.0.1',
    ports: { console: 8080, hgs: 8081, simulator: 15985 },
    databases: null,
    simulatedHosts: 24,
  });
  expect(configuration.data).toMatch(/data$/);
});

test.each([
  [{ PORT: 'http' }, 'PORT is "http"'],
  [{ SIMULATED_HOSTS: '-1' }, 'SIMULATED_HOSTS is "-1"'],
  [{ DATABASE_URL: 'postgresql://x' }, 'Set both DATABASE_URL and HGS_DATABASE_URL'],
  [{ GATEHOUSE_ADMIN_PASSWORD: 'short' }, 'too short'],
])('%j is refused in one sentence', (environment, sentence) => {
  expect(() => configurationOf(environment, [])).toThrow(sentence);
});

test('a busy port is named, with the variable that moves us', async () => {
  const busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  const address = busy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(requireFreePort('127.0.0.1', port, 'PORT')).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use by another program`,
  );
  busy.close();
});

test('a log line of a child reads as a sentence', () => {
  expect(readable('{"level":30,"msg":"listening"}')).toBe('listening');
  expect(readable('{"level":50,"msg":"poll failed","err":{"message":"refused"}}')).toBe(
    'error poll failed: refused',
  );
  const request = { req: { method: 'POST', path: '/api/hosts' }, res: { status: 201 } };
  expect(readable(JSON.stringify({ ...request, responseTime: 12, msg: 'done' }))).toBe(
    'POST /api/hosts: 201, 12 ms',
  );
  expect(readable('plain {text}')).toBe('plain {text}');
});
