import { fromHex, toBase64, utf8, utf16le } from '@gatehouse/bytes';
import { hostScripts } from '@gatehouse/fabric-winrm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createManualWorld } from '../testing/manual-surroundings.ts';
import type { CimHost } from './cim-class.ts';
import { createHostFiles } from './host-files.ts';
import { runCommand } from './shell.ts';

const none = new Uint8Array();
const cimHost = (): CimHost => ({
  host: createManualWorld(() => Promise.reject(new Error('no network'))).host(3),
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
