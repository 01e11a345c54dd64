import { fromHex, toBase64, utf8, utf16le } from '@gatehouse/bytes';
import { hostScripts } from '@gatehouse/fabric-winrm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createManualWorld } from '../testing/manual-surroundings.ts';
import type { CimHost } from './cim-class.ts';
import { createHostFiles } from './host-files.ts';
import { runCommand } from './shell.ts';

const none = new Uint8Array();
const never = () => Promise.reject(new Error('no network'));
const reach = async (url: string): Promise<number> => {
  if (url.startsWith('http://hgs.test/')) return 200;
  const cause = new Error('nowhere.test does not resolve');
  throw new TypeError('fetch failed', { cause });
};
const cimHost = (): CimHost => ({
  host: createManualWorld(never).host(3),
  files: createHostFiles(),
  soon: (task) => task(),
});
const script = (host: CimHost, text: string, stdin: Uint8Array = none) =>
  runCommand(host, 'powershell.exe', ['-EncodedCommand', toBase64(utf16le(text))], stdin);

describe('the shell of a simulated host', () => {
  test('copies a file from lines of base64 and answers its SHA-256', async () => {
    const host = cimHost();
    const lines = [
      toBase64(utf8('C:\\a')),
      toBase64(utf8('ab')),
      toBase64(utf8('c')),
      '',
      'not read',
    ];
    const { stdout, exitCode } = await script(host, hostScripts.copyFile, utf8(lines.join('\n')));
    expect(exitCode).toBe(0);
    expect(host.files.read('C:\\a')).toEqual(utf8('abc'));
    // FIPS 180-4, SHA-256("abc")
    expect(fromHex(String(stdout).trim())).toEqual(
      fromHex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
    );
  });

  test('asks for URLs, and tells the status or why nothing answers', async () => {
    const host = createManualWorld(never, reach).host(3);
    const urls = ['http://hgs.test/Attestation/getinfo', 'http://nowhere.test/'];
    const lines = [...urls.map((url) => toBase64(utf8(url))), '', 'not read'];
    const { stdout, exitCode } = await script(
      { ...cimHost(), host },
      hostScripts.reachUrls,
      utf8(lines.join('\n')),
    );
    expect(exitCode).toBe(0);
    const answers = String(stdout)
      .trim()
      .split('\r\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { status: 200, problem: null },
      { status: null, problem: toBase64(utf8('nowhere.test does not resolve')) },
    ]);
  });

  test('says none where no policy is deployed', async () => {
    const { stdout } = await script(cimHost(), hostScripts.deployedCodeIntegrityPolicyHash);
    expect(stdout).toBe('none\r\n');
  });

  test.each<[string, string[]]>([
    ['hostname', []],
    ['w32tm.exe', ['/resync', '/force']],
    ['W32TM', ['/resync']],
  ])('runs %s %o', async (command, args) => {
    expect((await runCommand(cimHost(), command, args, none)).exitCode).toBe(0);
  });

  test.each<[string, string[]]>([
    ['format', ['c:']],
    ['', []],
    ['powershell.exe', ['-EncodedCommand', '!']],
    ['powershell.exe', ['-EncodedCommand', toBase64(utf16le('Remove-Item C:\\ -Recurse'))]],
  ])('runs nothing else: %s %o', async (command, args) => {
    const { exitCode, stderr } = await runCommand(cimHost(), command, args, none);
    expect(exitCode).toBe(1);
    expect(stderr).not.toBe('');
  });

  test('fails with words, and does not throw, whatever a client sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (stdin) => {
        const { exitCode } = await script(cimHost(), hostScripts.copyFile, stdin);
        expect([0, 1]).toContain(exitCode);
      }),
    );
  });
});
