/// <reference types="node" />
import { execFileSync } from 'node:child_process';
import { hgsSettingsRoutes, hostRoutes } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { curlOf } from './curl.ts';
import { powershellList, powershellString, shellString } from './quote.ts';

test('quotes for PowerShell so that nothing expands', () => {
  expect(powershellString("it's $env:PATH")).toBe("'it''s $env:PATH'");
});

test('quotes for the shell so that the shell gives back the text', () => {
  const text = `it's "$HOME" \`id\` \\ end`;
  expect(execFileSync('sh', ['-c', `printf %s ${shellString(text)}`], { encoding: 'utf8' })).toBe(
    text,
  );
});

test('breaks a long list over lines', () => {
  expect(powershellList(['a', 'b'])).toBe("'a', 'b'");
  expect(powershellList(['a', 'b', 'c', 'd'])).toContain("\n  'd'\n");
});

test('writes a route as a curl call with the CSRF token', () => {
  const id = '2d1e5d51-5ef5-4b2c-a9a7-7b8dbb22c1a5';
  expect(curlOf('http://127.0.0.1:8080', hostRoutes.attestHost, { params: { id } })).toBe(
    [
      'curl --fail-with-body --cookie cookies.txt --request POST \\',
      `  'http://127.0.0.1:8080/api/hosts/${id}/attest' \\`,
      '  --header "X-CSRF-Token: $CSRF"',
    ].join('\n'),
  );
});

test('leaves the CSRF token out of a reading', () => {
  expect(curlOf('', hgsSettingsRoutes.getHgsSettings, {})).not.toContain('CSRF');
});
