import {
  type AddHosts,
  type changeHost,
  type HgsPair,
  type HostAction,
  hostRoutes,
} from '@gatehouse/contracts';
import type { z } from 'zod';
import { curlOf, curlSignIn } from '../../shared/script/curl.ts';
import { powershellList, powershellString } from '../../shared/script/quote.ts';
import type { Script } from '../../shared/ui/ViewScript.tsx';

const withHosts = (names: readonly string[], body: readonly string[]): string =>
  [
    `$hosts = ${powershellList(names)}`,
    "$credential = Get-Credential -Message 'An administrator of the hosts'",
    'Invoke-Command -ComputerName $hosts -Credential $credential -ScriptBlock {',
    ...body.map((line) => `  ${line}`),
    '}',
  ].join('\n');

/** Each action in PowerShell, as it is typed on Windows Server. */
const bodies: Readonly<Record<Exclude<HostAction, 'remove'>, readonly string[]>> = {
  refresh: [
    'Get-HgsClientConfiguration',
    'Get-Service -Name HgClientService, vmms',
    'Get-CimInstance -Namespace root/Microsoft/Windows/DeviceGuard -ClassName Win32_DeviceGuard',
    'Get-Tpm',
    'Confirm-SecureBootUEFI',
  ],
  repair: [
    'Start-Service -Name HgClientService, vmms',
    'w32tm.exe /resync /force',
    'Test-HgsClientConfiguration',
  ],
  attest: ['# Attests now, without the cached health certificate', 'Test-HgsClientConfiguration'],
  diagnose: [
    'Import-Module -Name HgsDiagnostics',
    'Get-HgsTrace -RunDiagnostics -Detailed',
    'Invoke-WebRequest -UseBasicParsing -Uri "$((Get-HgsClientConfiguration).AttestationServerUrl)/getinfo"',
  ],
  'apply-code-integrity-policy': [
    "Copy-Item '\\\\server\\CodeIntegrity\\SIPolicy.p7b' 'C:\\Windows\\System32\\CodeIntegrity\\SIPolicy.p7b'",
    'Invoke-CimMethod -Namespace root/Microsoft/Windows/CI -ClassName PS_UpdateAndCompareCIPolicy `',
    "  -MethodName Update -Arguments @{ FilePath = 'C:\\Windows\\System32\\CodeIntegrity\\SIPolicy.p7b' }",
  ],
  restart: ['Restart-Computer -Force'],
};

export const actionScript = (
  origin: string,
  action: HostAction,
  hosts: readonly { readonly id: string; readonly name: string }[],
): Script => ({
  powershell:
    action === 'remove'
      ? '# Removing changes nothing on the host: Gatehouse only stops managing it.\n# There is no PowerShell for it; see curl.'
      : withHosts(
          hosts.map((host) => host.name),
          bodies[action],
        ),
  curl: [
    curlSignIn(origin, '/api'),
    curlOf(origin, hostRoutes.actOnHosts, { body: { action, ids: hosts.map((host) => host.id) } }),
  ].join('\n\n'),
});

const setUrls = (pair: HgsPair | null): readonly string[] => [
  'Set-HgsClientConfiguration `',
  `  -AttestationServerUrl ${powershellString(pair?.attestationServerUrl ?? 'https://hgs.example/Attestation')} \``,
  `  -KeyProtectionServerUrl ${powershellString(pair?.keyProtectionServerUrl ?? 'https://hgs.example/KeyProtection')}`,
];

export const addHostsScript = (origin: string, input: AddHosts, pair: HgsPair | null): Script => ({
  powershell: withHosts(input.names, [
    ...(input.guarded ? ['Install-WindowsFeature -Name HostGuardian', ...setUrls(pair)] : []),
    ...(input.codeIntegrityPolicyId === null ? [] : bodies['apply-code-integrity-policy']),
    'Get-HgsClientConfiguration',
  ]),
  curl: [curlSignIn(origin, '/api'), curlOf(origin, hostRoutes.addHosts, { body: input })].join(
    '\n\n',
  ),
});

export type HostChange = z.input<typeof changeHost>;

const urlsAfter = (guarded: boolean | undefined, pair: HgsPair | null): readonly string[] => {
  if (guarded === undefined) return [];
  return guarded ? setUrls(pair) : ['Set-HgsClientConfiguration -EnableLocalMode'];
};

/** The Host Guardian Service properties of one host. */
export const changeHostScript = (
  origin: string,
  host: { readonly id: string; readonly name: string },
  change: HostChange,
  pair: HgsPair | null,
): Script => ({
  powershell: withHosts(
    [host.name],
    [
      ...urlsAfter(change.guarded, pair),
      ...(typeof change.codeIntegrityPolicyId === 'string'
        ? bodies['apply-code-integrity-policy']
        : []),
      'Get-HgsClientConfiguration',
    ],
  ),
  curl: [
    curlSignIn(origin, '/api'),
    curlOf(origin, hostRoutes.changeHost, { params: { id: host.id }, body: change }),
  ].join('\n\n'),
});
