import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromUtf8, utf8 } from '@gatehouse/bytes';
import { randomBytes } from '@gatehouse/bytes/crypto';
import { describe, expect, test } from 'vitest';
import { basicAuthenticator } from './client/authenticator.ts';
import { createWsmanClient } from './client/create-wsman-client.ts';
import { readAnswer } from './client/read-answer.ts';
import { readInstance } from './client/read-instance.ts';
import type { HttpExchange } from './http-exchange.ts';
import { textProperty, textsProperty } from './properties.ts';
import { createWsmanEndpoint } from './server.ts';

const limits = { timeoutMilliseconds: 5000 };
const clientOver = (exchange: HttpExchange) =>
  createWsmanClient({
    endpoint: { host: 'hv-0001.fabric.test', port: 5985, tls: false },
    authenticator: basicAuthenticator({ username: 'u', password: 'p' }),
    exchange,
    random: randomBytes,
    elapsed: () => performance.now(),
  });

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const captures = `${process.env['GATEHOUSE_SHARED_DATA'] ?? `${repository}../shared/data`}/wsman`;
describe.skipIf(!existsSync(captures))('exchanges captured from independent peers', () => {
  const text = (name: string) => readFileSync(`${captures}/${name}`, 'utf8');
  const relatesTo = (answer: string) => /RelatesTo>([^<]*)</.exec(answer)?.[1] ?? '';
  const read = (name: string, status = 200) => {
    const answer = text(name);
    return readAnswer(
      {
        status,
        headers: { 'content-type': 'application/soap+xml;charset=UTF-8' },
        body: utf8(answer),
        connection: 1,
      },
      relatesTo(answer),
    );
  };
  const playing = (name: string): HttpExchange => ({
    connect: () => ({
      send: async () => ({
        status: 200,
        headers: { 'content-type': 'application/soap+xml;charset=UTF-8' },
        body: utf8(text(name)),
        connection: 1,
      }),
      close: () => undefined,
    }),
  });

  test('identify as OMI and openwsman answer it', async () => {
    expect(
      await clientOver(playing('ourclient-omi-basic-identify-resp.xml')).identify(limits),
    ).toMatchObject({ productVendor: expect.stringMatching(/Open Management/) });
    expect(await clientOver(playing('owsman-identify-02-resp.xml')).identify(limits)).toEqual({
      productVendor: 'Openwsman Project',
      productVersion: '2.8',
    });
  });

  test.each([
    'omi-01-resp.xml',
    'omi-04-resp.xml',
    'ourclient-omi-basic-enum-resp.xml',
    'ourclient-omi-ntlm-sealed-enum-resp.xml',
  ])('%s: the instance that OMI enumerates', (name) => {
    const { content } = read(name);
    const items = content?.children.find((each) => each.name === 'Items');
    const [item] = items?.children ?? [];
    const instance = item && readInstance(item);
    expect(instance?.className).toBe('OMI_Identify');
    expect(instance && textProperty(instance, 'ProductVersionString')).toBe('1.0.8-6');
    expect(instance && textsProperty(instance, 'ConfigNameSpaces').length).toBeGreaterThan(2);
  });

  test('the instance that OMI gets', () => {
    const { content } = read('ourclient-omi-basic-get-resp.xml');
    expect(content && textProperty(readInstance(content), 'ProductName')).toBe('OMI');
  });

  test.each([
    ['ourclient-omi-basic-enum-bad-resp.xml'],
    ['ourclient-omi-basic-invoke-resp.xml'],
    ['owsman-invoke-02-resp.xml'],
    ['owsman-subscribe-02-resp.xml'],
  ])('%s: a fault, with its reason', (name) => {
    expect(() => read(name, 500)).toThrow(
      expect.objectContaining({
        fault: expect.objectContaining({ reason: expect.stringMatching(/\w/) }),
      }),
    );
  });

  test('openwsman does not optimise', () => {
    expect(read('owsman-enum-02-resp.xml').content?.children.map((each) => each.name)).toEqual([
      'EnumerationContext',
    ]);
  });

  const requests = existsSync(captures)
    ? readdirSync(captures).filter((name) => /-req\.xml$/.test(name) && /Envelope/.test(text(name)))
    : [];
  const asked: string[] = [];
  const listening = createWsmanEndpoint({
    machine: 'X',
    authentication: ['basic'],
    passwordOf: () => 'p',
    identify: () => ({ productVendor: 'v', productVersion: '1' }),
    provider: {
      enumerate: async (name, namespace) => {
        asked.push(`enumerate ${namespace} ${name}`);
        return [];
      },
      get: async (name, namespace, selectors) => {
        asked.push(`get ${namespace} ${name} ${selectors.get('name')}`);
        return { A: 1 };
      },
      invoke: async (name, namespace, method, parameters) => {
        asked.push(`invoke ${namespace} ${name} ${method} ${parameters.get('FilePath')}`);
        return { out: {}, returnValue: 0 };
      },
      shell: { run: async () => ({ stdout: '', stderr: '', exitCode: 0 }) },
    },
    now: () => new Date(0),
    random: randomBytes,
  });
  const ask = (body: string) =>
    listening(
      {
        method: 'POST',
        url: '/wsman/',
        headers: {
          authorization: `Basic ${btoa('u:p')}`,
          'content-type': 'application/soap+xml;charset=UTF-8',
        },
        body: utf8(body),
      },
      {},
    );

  test.each(requests)(
    '%s is read: it gets an answer or a fault that knows its message',
    async (name) => {
      const request = text(name);
      const id = /MessageID[^>]*>([^<]*)</.exec(request)?.[1];
      const answer = fromUtf8((await ask(request)).body);
      expect(answer).toContain(
        id === undefined ? 'IdentifyResponse' : `<a:RelatesTo>${id}</a:RelatesTo>`,
      );
    },
  );

  test('the DMTF form of omicli, with the namespace in a selector', async () => {
    asked.length = 0;
    for (const name of ['omicli-to-sim-1-req.txt', 'omicli-to-sim-2-req.txt'])
      await ask(
        text(name)
          .split(/\r?\n\r?\n/)
          .slice(1)
          .join('\n'),
      );
    expect(asked).toEqual([
      'invoke root/Microsoft/Windows/CI PS_UpdateAndCompareCIPolicy Update C:\\x.p7b',
      'get root/cimv2 Win32_Service vmms',
    ]);
  });

  test('the Microsoft form of wsman invoke, with its own prefix', async () => {
    asked.length = 0;
    expect((await ask(text('owsman-invoke-02-req.xml'))).status).toBe(200);
    expect(asked).toEqual([
      'invoke root/Microsoft/Windows/CI PS_UpdateAndCompareCIPolicy Update C:\\x',
    ]);
  });
});
