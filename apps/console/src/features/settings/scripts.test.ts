import { expect, test } from 'vitest';
import { addPolicyScript, addUserScript, runAsAccountScript, settingsScript } from './scripts.ts';

const pair = (host: string) => ({
  attestationServerUrl: `https://${host}/Attestation`,
  keyProtectionServerUrl: `https://${host}/KeyProtection`,
});
const primary = { primary: pair('hgs.local'), fallback: null, shieldingHelperDisk: null };

test('sets the global URLs, then those of every host that saving reconfigures', () => {
  const { powershell } = settingsScript('http://gh', primary, ['host01', 'host02']);
  expect(powershell).toBe(
    [
      'Import-Module VirtualMachineManager',
      '',
      'Set-SCVMMServer `',
      "  -AttestationServerUrl 'https://hgs.local/Attestation' `",
      "  -KeyProtectionServerUrl 'https://hgs.local/KeyProtection'",
      '',
      "$hosts = 'host01', 'host02'",
      'foreach ($name in $hosts) {',
      '  $vmHost = Get-SCVMHost -ComputerName $name',
      '  Set-SCVMHost `',
      '    -VMHost $vmHost `',
      "    -AttestationServerUrl 'https://hgs.local/Attestation' `",
      "    -KeyProtectionServerUrl 'https://hgs.local/KeyProtection'",
      '}',
      '',
      'Get-SCGuardianConfiguration',
    ].join('\n'),
  );
});

test('leaves hosts out when none is reconfigured, and reads them from a file before a preview', () => {
  expect(settingsScript('', primary, []).powershell).not.toContain('Set-SCVMHost');
  expect(settingsScript('', primary, null).powershell).toContain('guarded-hosts.txt');
});

test('gives the fallback to hosts and the disk to the server', () => {
  const { powershell } = settingsScript(
    '',
    { primary: pair('a'), fallback: pair('b'), shieldingHelperDisk: "\\\\lib\\it's.vhdx" },
    ['h'],
  );
  expect(powershell).toContain("-AttestationFallbackServerUrl 'https://b/Attestation'");
  expect(powershell).toContain("SharePath -EQ '\\\\lib\\it''s.vhdx'");
  expect(powershell.match(/Fallback/g)).toHaveLength(2);
  expect(powershell).toContain('-ShieldingHelperVhd $helper');
});

test('says saveUnreachable in curl only where it was chosen', () => {
  expect(settingsScript('', primary, [], true).curl).toContain('"saveUnreachable": true');
  expect(settingsScript('', primary, []).curl).not.toContain('saveUnreachable');
  expect(settingsScript('http://gh', primary, []).curl).toContain("'http://gh/api/hgs-settings'");
});

test('names the content of a policy and every password instead of printing them', () => {
  expect(addPolicyScript('', 'HVCI', 'SIPolicy.p7b').curl).toContain('"content": "CONTENT"');
  const account = { name: 'Hosts', username: 'CONTOSO\\admin' };
  expect(runAsAccountScript('', account, null).curl).toContain('"password": "PASSWORD"');
  expect(addUserScript('', 'eve', 'administrator').curl).toContain('"password": "PASSWORD"');
});

test('changes a Run As account at its own address', () => {
  const id = '2d1e5d51-5ef5-4b2c-a9a7-7b8dbb22c1a5';
  const script = runAsAccountScript('', { name: 'Hosts', username: 'admin' }, id);
  expect(script.curl).toContain(`/api/run-as-accounts/${id}`);
  expect(script.powershell).toContain('Set-SCRunAsAccount');
});
