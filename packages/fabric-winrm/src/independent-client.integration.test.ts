import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUtf8, toHex } from '@gatehouse/bytes';
import { hash, randomBytes } from '@gatehouse/bytes/crypto';
import { createWsmanEndpoint, encodedPowerShellOf } from '@gatehouse/wsman/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWinrmConnector, hostScripts } from './index.ts';

const username = 'FABRIC\\gatehouse';
const state = {
  Mode: 2,
  IsHostGuarded: true,
  AttestationServerUrl: 'http://hgs.test/Attestation',
  AttestationStatus: 100,
  AttestationSubstatus: 0,
};
const files = new Map<string, Uint8Array>();

function runScript(script: string | null, stdin: Uint8Array): string {
  if (script !== hostScripts.copyFile) return `ran: ${script ?? 'a command'}`;
  const [path = '', ...lines] = fromUtf8(stdin).split('\r\n');
  const file = Buffer.concat(lines.map((line) => Buffer.from(line, 'base64')));
  files.set(Buffer.from(path, 'base64').toString(), file);
  return toHex(hash('sha256', file)).toUpperCase();
}

const endpoint = createWsmanEndpoint({
  machine: 'HV-0001',
  authentication: ['negotiate', 'basic'],
  passwordOf: (user) => (user === username ? 'P@ssw0rd' : null),
  identify: () => ({ productVendor: 'v', productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0' }),
  provider: {
    enumerate: async () => [{ Name: 'vmms', State: 'Running', StartMode: 'Auto' }],
    get: async () => null,
    invoke: async (name) => ({
      out: { cmdletOutput: { class: name, properties: state } },
      returnValue: 0,
    }),
    shell: {
      run: async (command, args, stdin) => ({
        stdout: runScript(encodedPowerShellOf({ command, arguments: args }), stdin),
        stderr: '',
        exitCode: 0,
      }),
    },
  },
  now: () => new Date(),
  random: randomBytes,
});

const hosts: string[] = [];
const server: Server = createServer((request, response) => {
  const parts: Uint8Array[] = [];
  request.on('data', (part: Uint8Array) => parts.push(part));
  request.on('end', async () => {
    hosts.push(request.headers.host ?? '');
    const { method = '', url = '', headers } = request;
    const body = new Uint8Array(Buffer.concat(parts));
    const answer = await endpoint({ method, url, headers, body }, request.socket);
    response.writeHead(answer.status, { ...answer.headers, 'Content-Length': answer.body.length });
    response.end(answer.body);
  });
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

describe.each(['basic', 'negotiate'] as const)(
  'the connector over real sockets with %s',
  (authentication) => {
    const connect = (password: string) =>
      createWinrmConnector({ authentication, resolve: () => ({ address: '127.0.0.1', port }) })({
        name: 'hv-0001.fabric.test',
        username,
        password,
      });

    test('reads, changes and deploys, and keeps the Host header', async () => {
      const host = connect('P@ssw0rd');
      expect((await host.identify()).value.osVersion).toBe('10.0.20348');
      expect((await host.readHgsClient()).value.attestationStatus).toBe(100);
      expect((await host.readServices()).value).toHaveLength(1);
      const policy = randomBytes(120_000);
      const { value } = await host.deployCodeIntegrityPolicy(policy);
      expect(value.sha256).toBe(toHex(hash('sha256', policy)));
      expect([...files.values()].at(-1)).toEqual(Buffer.from(policy));
      expect(hosts.at(-1)).toBe('hv-0001.fabric.test:5985');
      host.close();
    });

    test('tells a wrong password', async () => {
      const host = connect('wrong');
      await expect(host.readServices()).rejects.toMatchObject({ code: 'auth-rejected' });
      host.close();
    });
  },
);

const python = '/usr/bin/python3';
const hasPywinrm = ((): boolean => {
  try {
    execFileSync(python, ['-c', 'import winrm'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
/** NTLM needs MD4, which OpenSSL 3 has in its legacy provider only. */
const legacy = `openssl_conf = i
[i]
providers = p
[p]
default = d
legacy = l
[d]
activate = 1
[l]
activate = 1
`;
const script = `import sys, winrm
url, user, password, transport, encryption = sys.argv[1:]
s = winrm.Session(url, auth=(user, password), transport=transport, message_encryption=encryption)
r = s.run_cmd('ipconfig', ['/all'])
print(r.status_code, r.std_out.decode())
print(s.run_ps('Get-Date').std_out.decode())
`;

describe.skipIf(!hasPywinrm)('python3-winrm, an independent client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-winrm-'));
  writeFileSync(join(folder, 'legacy.cnf'), legacy);
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (password: string, transport: string, encryption: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const url = `http://127.0.0.1:${port}/wsman`;
      const args = ['-c', script, url, username, password, transport, encryption];
      const env = { ...process.env, OPENSSL_CONF: join(folder, 'legacy.cnf') };
      execFile(python, args, { env, timeout: 30_000 }, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(stderr)),
      );
    });

  test('runs commands over Basic', async () => {
    const said = await run('P@ssw0rd', 'basic', 'never');
    expect(said).toContain('0 ran: a command');
    expect(said).toContain('ran: Get-Date');
  });

  test('is refused with a wrong password over Basic', async () => {
    await expect(run('wrong', 'basic', 'never')).rejects.toThrow(/InvalidCredentialsError/);
  });

  test('runs commands over NTLM, sealed', async () => {
    const said = await run('P@ssw0rd', 'ntlm', 'always');
    expect(said).toContain('0 ran: a command');
    expect(said).toContain('ran: Get-Date');
  });

  test('is refused with a wrong password over NTLM', async () => {
    await expect(run('wrong', 'ntlm', 'always')).rejects.toThrow(/InvalidCredentialsError/);
  });
});
