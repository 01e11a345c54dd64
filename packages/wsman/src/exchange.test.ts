import { fromUtf8, utf8 } from '@gatehouse/bytes';
import { randomBytes } from '@gatehouse/bytes/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CimValues } from './cim-instance.ts';
import { basicAuthenticator } from './client/authenticator.ts';
import { createWsmanClient } from './client/create-wsman-client.ts';
import { readAnswer } from './client/read-answer.ts';
import { readInstance } from './client/read-instance.ts';
import type { HttpExchange, HttpResponse } from './http-exchange.ts';
import {
  bigintProperty,
  booleanProperty,
  dateProperty,
  instanceProperty,
  numberProperty,
  numbersProperty,
  textProperty,
  textsProperty,
} from './properties.ts';
import {
  type CimProvider,
  createWsmanEndpoint,
  EndpointFault,
  type WsmanEndpoint,
} from './server.ts';
import { WsmanError } from './wsman-error.ts';

const services: readonly CimValues[] = [
  { Name: 'vmms', State: 'Running', StartMode: 'Auto', ProcessId: 4711 },
  { Name: 'HgClientService', State: 'Stopped', StartMode: 'Manual', ProcessId: 0 },
  { Name: `it's <odd> & "quoted"`, State: 'Running', StartMode: 'Auto', ProcessId: 7 },
];

const everyKind: CimValues = {
  Text: 'a\r\nb & <c>',
  Empty: '',
  Nothing: null,
  Number: -5,
  Large: 18446744073709551615n,
  Flag: true,
  When: new Date('2026-11-23T05:00:00.250Z'),
  Bytes: Uint8Array.of(0, 1, 255),
  Texts: ['one', 'two'],
  NoTexts: [],
  Inner: {
    class: 'Some_Inner',
    properties: { Name: 'x', Deep: { class: 'Some_Deep', properties: { A: 1 } } },
  },
};

const provider: CimProvider = {
  enumerate: async (name, namespace) => {
    if (namespace.toLowerCase() !== 'root/cimv2')
      throw new EndpointFault('class-missing', 'no such namespace');
    if (name === 'Win32_Service') return services;
    if (name === 'Many')
      return Array.from({ length: 450 }, (_, i) => ({ Id: i, Text: 'x'.repeat(500) }));
    if (name === 'Every') return [everyKind];
    if (name === 'Broken') throw new Error('the provider broke \u0000');
    throw new EndpointFault('class-missing', `The class ${name} does not exist.`);
  },
  get: async (_, __, selectors) =>
    services.find(({ Name }) => Name === selectors.get('name')) ?? null,
  invoke: async (name, namespace, method, parameters, selectors) => {
    if (method === 'Denied') throw new EndpointFault('access-denied', 'Access is denied.');
    return {
      out: {
        echo: {
          class: name,
          properties: {
            namespace,
            method,
            texts: parameters.get('Texts') as string[],
            name: selectors.get('name') ?? null,
          },
        },
      },
      returnValue: 0,
    };
  },
  shell: {
    run: async (command, args, stdin) => ({
      stdout: `${command}|${args.join('|')}|${fromUtf8(stdin)}`,
      stderr: command === 'long' ? new Uint8Array(200_000).fill(65) : 'warn',
      exitCode: command === 'fail' ? 3 : 0,
    }),
  },
};

const endpoint = createWsmanEndpoint({
  machine: 'HV-0001',
  authentication: ['basic'],
  passwordOf: (user) => (user === 'FABRIC\\gatehouse' ? 'pass:wörd' : null),
  identify: () => ({
    productVendor: 'Microsoft Corporation',
    productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
  }),
  provider,
  now: () => new Date('2026-11-23T10:00:00Z'),
  random: randomBytes,
});

/** Client and endpoint without sockets between them; `seen` has what went over. */
function joined(to: WsmanEndpoint = endpoint, seen: string[] = []): HttpExchange {
  return {
    connect: () => {
      const connection = {};
      return {
        async send(request): Promise<HttpResponse> {
          seen.push(fromUtf8(request.body));
          const answer = await to({ ...request, url: request.path }, connection);
          const headers = Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [
              name.toLowerCase(),
              String(value),
            ]),
          );
          seen.push(fromUtf8(answer.body));
          return { ...answer, headers, connection: 1 };
        },
        close: () => undefined,
      };
    },
  };
}

const clientOver = (exchange: HttpExchange, password = 'pass:wörd') =>
  createWsmanClient({
    endpoint: { host: 'hv-0001.fabric.test', port: 5985, tls: false },
    authenticator: basicAuthenticator({ username: 'FABRIC\\gatehouse', password }),
    exchange,
    random: randomBytes,
    elapsed: () => performance.now(),
  });
const client = clientOver(joined());
const limits = { timeoutMilliseconds: 5000 };
const cimv2 = (name: string) => ({ namespace: 'root/cimv2', class: name });
const failing = async (work: Promise<unknown>): Promise<WsmanError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof WsmanError) return error;
  throw new Error(`no WsmanError: ${String(error)}`);
};

describe('client and endpoint', () => {
  test('identify, with the version for those who sign in and hidden from others', async () => {
    expect(await client.identify(limits)).toEqual({
      productVendor: 'Microsoft Corporation',
      productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
    });
    expect((await client.identify(limits, { anonymous: true })).productVersion).toBe(
      'OS: 0.0.0 SP: 0.0 Stack: 3.0',
    );
  });

  test('carry every kind of value', async () => {
    const [row] = await client.enumerate(cimv2('Every'), null, limits);
    if (row === undefined) throw new Error('no row');
    expect(textProperty(row, 'Text')).toBe('a\r\nb & <c>');
    expect(textProperty(row, 'Empty')).toBe('');
    expect(textProperty(row, 'Nothing')).toBeNull();
    expect(numberProperty(row, 'Number')).toBe(-5);
    expect(bigintProperty(row, 'Large')).toBe(18446744073709551615n);
    expect(() => numberProperty(row, 'Large')).toThrow(/Every.Large/);
    expect(booleanProperty(row, 'Flag')).toBe(true);
    expect(dateProperty(row, 'When')).toEqual(new Date('2026-11-23T05:00:00.250Z'));
    expect(numbersProperty(row, 'Bytes')).toEqual([0, 1, 255]);
    expect(textsProperty(row, 'Texts')).toEqual(['one', 'two']);
    expect(() => textProperty(row, 'Texts')).toThrow(/several values/);
    expect(textsProperty(row, 'NoTexts')).toEqual([]);
    const inner = instanceProperty(row, 'Inner');
    expect(inner?.className).toBe('Some_Inner');
    expect(inner && instanceProperty(inner, 'Deep')?.properties.get('A')).toEqual(['1']);
  });

  test('filter by WQL and answer only the columns asked for', async () => {
    const rows = await client.enumerate(
      cimv2('Win32_Service'),
      "select name, State from win32_service where Name = 'VMMS' or ProcessId < 1",
      limits,
    );
    expect(rows.map((row) => [...row.properties])).toEqual([
      [
        ['Name', ['vmms']],
        ['State', ['Running']],
      ],
      [
        ['Name', ['HgClientService']],
        ['State', ['Stopped']],
      ],
    ]);
    const odd = await client.enumerate(
      cimv2('Win32_Service'),
      "select * from Win32_Service where Name = 'it\\'s <odd> & \"quoted\"' and ProcessId <> 0",
      limits,
    );
    expect(odd).toHaveLength(1);
    for (const wql of [
      'select',
      'select * from',
      'delete from Win32_Service',
      "select * from Win32_Service where Name = 'x",
      'select * from Win32_Service where',
      'select * from Other',
      `select ${'a,'.repeat(9000)}a from Win32_Service`,
    ])
      expect(
        (await failing(client.enumerate(cimv2('Win32_Service'), wql, limits))).fault?.subcode,
        wql,
      ).toBe('CannotProcessFilter');
  });

  test('pull what does not fit into one answer', async () => {
    const seen: string[] = [];
    const rows = await clientOver(joined(endpoint, seen)).enumerate(cimv2('Many'), null, limits);
    expect(rows.map((row) => numberProperty(row, 'Id'))).toEqual(
      Array.from({ length: 450 }, (_, i) => i),
    );
    expect(seen.filter((text) => text.includes('<n:PullResponse>'))).toHaveLength(2);
  });

  test('pull from a host that does not optimise', async () => {
    const plain: WsmanEndpoint = (request, connection) =>
      endpoint(
        { ...request, body: utf8(fromUtf8(request.body).replace('<w:OptimizeEnumeration/>', '')) },
        connection,
      );
    expect(
      await clientOver(joined(plain)).enumerate(cimv2('Win32_Service'), null, limits),
    ).toHaveLength(3);
  });

  test('get an instance by its key and invoke methods with arrays and selectors', async () => {
    const found = await client.get(cimv2('Win32_Service'), { Name: 'vmms' }, limits);
    expect([found.className, textProperty(found, 'State')]).toEqual(['Win32_Service', 'Running']);
    const answer = await client.invoke(
      { namespace: 'root/Microsoft/Windows/Hgs', class: 'Any' },
      'Set',
      { Texts: ['a', 'b'] },
      { ...limits, selectors: { Name: 'n' } },
    );
    const echo = instanceProperty(answer, 'echo');
    expect(numberProperty(answer, 'ReturnValue')).toBe(0);
    expect(echo && Object.fromEntries(echo.properties)).toEqual({
      namespace: ['root/Microsoft/Windows/Hgs'],
      method: ['Set'],
      texts: ['a', 'b'],
      name: ['n'],
    });
  });

  test('run commands: input, output in parts, exit code, and no shell is left', async () => {
    const seen: string[] = [];
    const over = clientOver(joined(endpoint, seen));
    const input = 'y'.repeat(150_000);
    const output = await over.runCommand(
      { command: 'echo', arguments: ['/all', 'a <b>'] },
      utf8(input),
      limits,
    );
    expect(fromUtf8(output.stdout)).toBe(`echo|/all|a <b>|${input}`);
    expect([fromUtf8(output.stderr), output.exitCode]).toEqual(['warn', 0]);
    const long = await over.runCommand(
      { command: 'long', arguments: [] },
      new Uint8Array(0),
      limits,
    );
    expect(long.stderr).toHaveLength(200_000);
    expect(
      (await over.runCommand({ command: 'fail', arguments: [] }, new Uint8Array(0), limits))
        .exitCode,
    ).toBe(3);
    const count = (action: string) =>
      seen.filter((text) =>
        text.includes(`>http://schemas.xmlsoap.org/ws/2004/09/transfer/${action}<`),
      ).length;
    expect([count('Create'), count('Delete')]).toEqual([3, 3]);
  });

  test.each([
    ['class-missing', () => client.enumerate(cimv2('Win32_Nothing'), null, limits)],
    [
      'class-missing',
      () => client.enumerate({ namespace: 'root/other', class: 'X' }, null, limits),
    ],
    ['class-missing', () => client.get(cimv2('Win32_Service'), { Name: 'absent' }, limits)],
    ['access-denied', () => client.invoke(cimv2('Any'), 'Denied', {}, limits)],
    ['fault', () => client.enumerate(cimv2('Broken'), null, limits)],
    ['auth-rejected', () => clientOver(joined(), 'wrong').enumerate(cimv2('Every'), null, limits)],
    ['auth-rejected', () => clientOver(joined(), '').identify(limits)],
  ])('tell %s', async (code, work) => {
    expect((await failing(work())).code).toBe(code);
  });

  test('a client that does not sign in is told how it could', async () => {
    const answer = await endpoint(
      { method: 'POST', url: '/wsman', headers: {}, body: utf8('<') },
      {},
    );
    expect([answer.status, answer.headers['WWW-Authenticate']]).toEqual([
      401,
      ['Basic realm="WSMAN"'],
    ]);
  });
});

describe('the endpoint takes anything', () => {
  const headers = {
    authorization: `Basic ${btoa(String.fromCharCode(...utf8('FABRIC\\gatehouse:pass:wörd')))}`,
    'content-type': 'application/soap+xml;charset=UTF-8',
  };
  const post = (body: string) =>
    endpoint({ method: 'POST', url: '/wsman/', headers, body: utf8(body) }, {});

  test('other paths, methods and content are refused', async () => {
    expect(
      (await endpoint({ method: 'POST', url: '/', headers, body: new Uint8Array(0) }, {})).status,
    ).toBe(404);
    expect(
      (await endpoint({ method: 'GET', url: '/wsman', headers, body: new Uint8Array(0) }, {}))
        .status,
    ).toBe(405);
    expect(
      (
        await endpoint(
          {
            method: 'POST',
            url: '/wsman',
            headers: { ...headers, 'content-type': 'text/plain' },
            body: utf8('x'),
          },
          {},
        )
      ).status,
    ).toBe(400);
  });

  test('any text gets a fault and never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect([400, 500]).toContain((await post(text)).status);
      }),
      { numRuns: 200 },
    );
  });

  test('every truncation and any changed character of a request is survived', async () => {
    const seen: string[] = [];
    await clientOver(joined(endpoint, seen)).enumerate(
      cimv2('Win32_Service'),
      'select * from Win32_Service',
      limits,
    );
    const [request = ''] = seen;
    for (let length = 0; length < request.length; length += 7)
      expect((await post(request.slice(0, length))).status).toBe(400);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(request.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (at, character) => {
          expect([200, 400, 500]).toContain(
            (await post(request.slice(0, at) + character + request.slice(at + 1))).status,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('answers of hosts', () => {
  const soap = (body: Uint8Array | string, status = 200): HttpResponse => ({
    status,
    headers: { 'content-type': 'application/soap+xml' },
    body: typeof body === 'string' ? utf8(body) : body,
    connection: 1,
  });

  test('any bytes raise WsmanError and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readAnswer(soap(bytes), 'uuid:1')).toThrow(WsmanError);
      }),
    );
  });

  test('every truncation of an answer is refused', async () => {
    const seen: string[] = [];
    await clientOver(joined(endpoint, seen)).enumerate(cimv2('Every'), null, limits);
    const answer = seen[1] ?? '';
    for (let length = 0; length < answer.length; length++)
      expect(() => readAnswer(soap(answer.slice(0, length)), 'uuid:1')).toThrow(WsmanError);
  });

  test('one that relates to another message is refused', async () => {
    const lying: WsmanEndpoint = async (request, connection) => {
      const answer = await endpoint(request, connection);
      return {
        ...answer,
        body: utf8(fromUtf8(answer.body).replace(/RelatesTo>uuid:../, 'RelatesTo>uuid:--')),
      };
    };
    expect(
      (await failing(clientOver(joined(lying)).enumerate(cimv2('Every'), null, limits))).code,
    ).toBe('malformed');
  });

  test('a web server is not WS-Management', () => {
    const html = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: utf8('<html/>'),
      connection: 1,
    };
    expect(() => readAnswer(html, '')).toThrow(expect.objectContaining({ code: 'not-wsman' }));
    expect(() => readAnswer(soap('<html/>'), '')).toThrow(
      expect.objectContaining({ code: 'not-wsman' }),
    );
  });

  test('an instance wrapped in an element of its class is unwrapped', async () => {
    const { parseXml } = await import('@gatehouse/xml');
    const answer = readInstance(
      parseXml(
        '<Get_OUTPUT><cmdletOutput><MSFT_X><Mode>1</Mode></MSFT_X></cmdletOutput></Get_OUTPUT>',
      ),
    );
    expect(instanceProperty(answer, 'cmdletOutput')).toEqual({
      className: 'MSFT_X',
      properties: new Map([['Mode', ['1']]]),
    });
  });
});
