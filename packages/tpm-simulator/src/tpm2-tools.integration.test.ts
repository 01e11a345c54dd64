import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@gatehouse/bytes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePortPair } from './testing/free-port-pair.ts';

const root = join(import.meta.dirname, '../../..');
const tools = spawnSync('tpm2_getrandom', ['--version']).status === 0;
const nonce = '00112233445566778899aabbccddeeff';

const command = (port: number, framing: string, ...rest: readonly string[]) => [
  '--import',
  'tsx',
  'scripts/tpm.ts',
  '--framing',
  framing,
  '--port',
  String(port),
  ...rest,
];

async function startTpm(framing: string, ...rest: readonly string[]) {
  const port = await freePortPair();
  const child = spawn(process.execPath, command(port, framing, ...rest), { cwd: root });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (status) => reject(new Error(`the TPM ended with status ${status}`)));
  });
  return { child, port, tcti: `${framing}:host=127.0.0.1,port=${port}` };
}

const stopped = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', (status) => resolve(status));
    child.kill('SIGTERM');
  });

describe.skipIf(!tools).each(['swtpm', 'mssim'])('tpm2-tools over the %s framing', (framing) => {
  let tpm: Awaited<ReturnType<typeof startTpm>>;
  let folder = '';
  const at = (name: string) => join(folder, name);
  const hexOf = (name: string) => toHex(new Uint8Array(readFileSync(at(name))));
  const run = (line: string): string => {
    const [tool = '', ...args] = line.split(' ');
    const { status, stdout, stderr } = spawnSync(`tpm2_${tool}`, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TPM2TOOLS_TCTI: tpm.tcti },
    });
    expect(`${tool} ${status} ${status === 0 ? '' : stderr}`).toBe(`${tool} 0 `);
    return stdout;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-tpm-'));
    tpm = await startTpm(framing, '--state', at('state'));
  });
  afterAll(async () => {
    await stopped(tpm.child);
    rmSync(folder, { recursive: true, force: true });
  });

  test('random numbers, PCRs and capabilities', () => {
    expect(run('getrandom --hex 16')).toMatch(/^[0-9a-f]{32}$/);
    run(`pcrextend 16:sha1=${'aa'.repeat(20)},sha256=${'bb'.repeat(32)}`);
    expect(run('pcrread sha256:16')).toMatch(/16: 0x[0-9A-F]{64}/);
    run('pcrreset 16');
    expect(run('pcrread sha256:16')).toContain('0'.repeat(64));
    expect(run('getcap algorithms')).toContain('ecdsa');
    expect(run('getcap pcrs')).toContain('sha256: [ 0, 1,');
    expect(run('getcap properties-fixed')).toContain('GTHS');
    expect(run('getcap handles-nv-index')).toContain('0x1C0000A');
    for (const name of ['commands', 'properties-variable', 'handles-transient', 'ecc-curves'])
      run(`getcap ${name}`);
  });

  test('attestation: EK, AK, credential, quote, certificate', () => {
    run('createek -c ek.ctx -G ecc -u ek.pub');
    run('createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name -r ak.priv');
    run('readpublic -c ak.ctx -o ak.pem -f pem');
    writeFileSync(at('secret.bin'), new Uint8Array(32).fill(5));
    run(`makecredential -u ek.pub -s secret.bin -n ${hexOf('ak.name')} -o cred.blob`);
    run('startauthsession --policy-session -S s.ctx');
    run('policysecret -S s.ctx -c e');
    run('activatecredential -c ak.ctx -C ek.ctx -i cred.blob -o out.bin -P session:s.ctx');
    run('flushcontext s.ctx');
    expect(hexOf('out.bin')).toBe('05'.repeat(32));
    run(
      `quote -c ak.ctx -l sha256:0,7,11,12,13,14 -q ${nonce} -m q.msg -s q.sig -o q.pcrs -g sha256`,
    );
    run(`checkquote -u ak.pem -m q.msg -s q.sig -f q.pcrs -g sha256 -q ${nonce}`);
    run('certify -c ak.ctx -C ak.ctx -g sha256 -o c.attest -s c.sig');
    run('nvreadpublic 0x1c0000a');
    run('nvread 0x1c0000a -o ek.der');
    run('nvread 0x1c00002 -o rsa.der');
    // The tool writes the certificate of the RSA key first.
    run('getekcertificate -o rsa2.der -o ek2.der');
    expect(hexOf('ek2.der')).toBe(hexOf('ek.der'));
    expect(hexOf('rsa2.der')).toBe(hexOf('rsa.der'));
    run('evictcontrol -C o -c ak.ctx 0x81010002');
  });

  test('NV indices and authorizations of hierarchies', () => {
    run('changeauth -c o owner');
    run('nvdefine 0x1500016 -C o -P owner -s 32 -a ownerread|ownerwrite|authread|authwrite -p pw');
    run('nvwrite 0x1500016 -C 0x1500016 -P pw -i secret.bin');
    run('nvread 0x1500016 -C o -P owner -o nv.out');
    expect(hexOf('nv.out')).toBe(hexOf('secret.bin'));
    run('nvundefine 0x1500016 -C o -P owner');
    run('changeauth -c o -p owner');
  });

  test('policies, sealed data, hashes and signatures', () => {
    writeFileSync(at('text'), 'hello');
    run('createprimary -C o -c primary.ctx -G ecc');
    run('createpolicy --policy-pcr -l sha256:16 -L pcr.policy');
    run('create -C primary.ctx -i text -L pcr.policy -u seal.pub -r seal.priv');
    run('load -C primary.ctx -u seal.pub -r seal.priv -c seal.ctx');
    expect(run('unseal -c seal.ctx -p pcr:sha256:16')).toBe('hello');
    run('create -C primary.ctx -G ecc -u key.pub -r key.priv -p pw');
    run('load -C primary.ctx -u key.pub -r key.priv -c key.ctx');
    run('hash -g sha256 -C o -o hash.bin -t hash.ticket text');
    run('sign -c key.ctx -p pw -g sha256 -o text.sig text');
    run('verifysignature -c key.ctx -g sha256 -m text -s text.sig');
    run('createek -c ek384.ctx -G ecc384 -u ek384.pub');
    run('createak -C ek384.ctx -c ak384.ctx -G ecc384 -g sha384 -s ecdsa -u ak384.pub');
    run('selftest');
  });

  test('the same TPM is there after it was stopped', async () => {
    expect(await stopped(tpm.child)).toBe(0);
    tpm = await startTpm(framing, '--state', at('state'));
    const before = hexOf('ek.pub');
    run('createek -c ek2.ctx -G ecc -u ek.pub');
    expect(hexOf('ek.pub')).toBe(before);
    run('readpublic -c 0x81010002 -n name.bin');
    expect(hexOf('name.bin')).toBe(hexOf('ak.name'));
  });
});

describe('the command line', () => {
  const fails = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'scripts/tpm.ts', ...args],
      { cwd: root, encoding: 'utf8' },
    );
    return `${status} ${stderr}`;
  };

  test('says what is wrong in one line, with exit status 1', async () => {
    expect(fails()).toMatch(/^1 usage: .*\n$/);
    expect(fails('--framing', 'tis', '--port', '1')).toMatch(/^1 usage: .*\n$/);
    expect(fails('--framing', 'swtpm', '--port', '70000')).toMatch(
      /^1 --port 70000: not a port.*\n$/,
    );
    const { child, port } = await startTpm('swtpm');
    expect(fails('--framing', 'mssim', '--port', String(port + 1))).toBe(
      `1 port ${port + 1} of 127.0.0.1: is in use\n`,
    );
    expect(await stopped(child)).toBe(0);
  });

  test('refuses a state that it did not write', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tpm-'));
    writeFileSync(join(folder, 'tpm-state.bin'), new Uint8Array(50));
    expect(fails('--framing', 'swtpm', '--port', '4000', '--state', folder)).toMatch(
      /^1 \S+tpm-state\.bin: not the state of a simulated TPM .*\n$/,
    );
    rmSync(folder, { recursive: true, force: true });
  });
});
