import { type HgsPair, hgsSettingsRoutes } from '@gatehouse/contracts';
import { curlOf, curlSignIn } from '../../shared/script/curl.ts';
import { powershellString } from '../../shared/script/quote.ts';
import type { Script } from '../../shared/ui/ViewScript.tsx';

/** Saving the settings, as typed for the guarded hosts. */
export const settingsScript = (
  origin: string,
  pair: HgsPair,
  shieldingHelperDisk: string | null,
): Script => ({
  powershell: [
    '$hosts = Get-Content -Path .\\guarded-hosts.txt',
    'Invoke-Command -ComputerName $hosts -Credential (Get-Credential) -ScriptBlock {',
    '  Set-HgsClientConfiguration `',
    `    -AttestationServerUrl ${powershellString(pair.attestationServerUrl)} \``,
    `    -KeyProtectionServerUrl ${powershellString(pair.keyProtectionServerUrl)}`,
    '}',
  ].join('\n'),
  curl: [
    curlSignIn(origin, '/api'),
    curlOf(origin, hgsSettingsRoutes.putHgsSettings, {
      body: { primary: pair, fallback: null, shieldingHelperDisk },
    }),
  ].join('\n\n'),
});
