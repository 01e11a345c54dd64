import {
  codeIntegrityPolicyRoutes,
  hgsSettingsRoutes,
  runAsAccountRoutes,
  type ServerRole,
  userRoutes,
} from '@gatehouse/contracts';
import { curlOf, curlSignIn } from '../../shared/script/curl.ts';
import { powershellList, powershellString } from '../../shared/script/quote.ts';
import type { Script } from '../../shared/ui/ViewScript.tsx';
import type { SettingsInput } from './settings-form.ts';

type Call = Parameters<typeof curlOf>[2];

const curl = (origin: string, route: Parameters<typeof curlOf>[1], call: Call): string =>
  [curlSignIn(origin, '/api'), curlOf(origin, route, call)].join('\n\n');

const module = 'Import-Module VirtualMachineManager';

/** A cmdlet with its parameters, one to a line; those without a value are left out. */
const cmdlet = (
  name: string,
  parameters: readonly (readonly [name: string, value: string | null])[],
): string =>
  [
    name,
    ...parameters.flatMap(([key, value]) => (value === null ? [] : [`  -${key} ${value}`])),
  ].join(' `\n');

const urls = ({ primary, fallback }: SettingsInput) =>
  [
    ['AttestationServerUrl', powershellString(primary.attestationServerUrl)],
    ['KeyProtectionServerUrl', powershellString(primary.keyProtectionServerUrl)],
    [
      'AttestationFallbackServerUrl',
      fallback === null ? null : powershellString(fallback.attestationServerUrl),
    ],
    [
      'KeyProtectionFallbackServerUrl',
      fallback === null ? null : powershellString(fallback.keyProtectionServerUrl),
    ],
  ] as const;

const diskLines = (path: string | null): readonly string[] =>
  path === null
    ? []
    : [
        `$helper = Get-SCVirtualHardDisk | Where-Object SharePath -EQ ${powershellString(path)}`,
        '',
      ];

/** Saving the settings: the global URLs, then each guarded host. `hosts` is null before a preview. */
export const settingsScript = (
  origin: string,
  input: SettingsInput,
  hosts: readonly string[] | null,
  saveUnreachable = false,
): Script => {
  const all = urls(input);
  const names =
    hosts === null
      ? "Get-Content -Path '.\\guarded-hosts.txt' # one name per line"
      : powershellList(hosts);
  const perHost = cmdlet('Set-SCVMHost', [['VMHost', '$vmHost'], ...all]);
  return {
    powershell: [
      module,
      '',
      ...diskLines(input.shieldingHelperDisk),
      cmdlet('Set-SCVMMServer', [
        ...all.slice(0, 2),
        ['ShieldingHelperVhd', input.shieldingHelperDisk === null ? null : '$helper'],
      ]),
      ...(hosts?.length === 0
        ? []
        : [
            '',
            `$hosts = ${names}`,
            'foreach ($name in $hosts) {',
            '  $vmHost = Get-SCVMHost -ComputerName $name',
            ...perHost.split('\n').map((line) => `  ${line}`),
            '}',
          ]),
      '',
      'Get-SCGuardianConfiguration',
    ].join('\n'),
    curl: curl(origin, hgsSettingsRoutes.putHgsSettings, {
      body: saveUnreachable ? { ...input, saveUnreachable } : input,
    }),
  };
};

/** Adding a policy; its content is named, not printed. */
export const addPolicyScript = (origin: string, name: string, fileName: string): Script => ({
  powershell: [
    module,
    '',
    cmdlet('New-SCCodeIntegrityPolicy', [
      ['Name', powershellString(name)],
      ['Path', powershellString(`\\\\server\\CodeIntegrity\\${fileName}`)],
    ]),
  ].join('\n'),
  curl: [
    '# Put the output of: base64 --wrap=0 <the file> in place of CONTENT.',
    curl(origin, codeIntegrityPolicyRoutes.addCodeIntegrityPolicy, {
      body: { name, fileName, content: 'CONTENT' },
    }),
  ].join('\n'),
});

/** Storing credentials; the password is asked for, or left for the reader to put in. */
export const runAsAccountScript = (
  origin: string,
  account: { readonly name: string; readonly username: string },
  id: string | null,
): Script => {
  const credential = `$credential = Get-Credential -UserName ${powershellString(account.username)} -Message 'Password of the Run As account'`;
  const name = powershellString(account.name);
  const body = { name: account.name, username: account.username, password: 'PASSWORD' };
  const call =
    id === null
      ? curl(origin, runAsAccountRoutes.addRunAsAccount, { body })
      : curl(origin, runAsAccountRoutes.changeRunAsAccount, { params: { id }, body });
  return {
    powershell: [
      module,
      '',
      credential,
      id === null
        ? `New-SCRunAsAccount -Name ${name} -Credential $credential`
        : `Get-SCRunAsAccount -Name ${name} | Set-SCRunAsAccount -Credential $credential`,
    ].join('\n'),
    curl: `# Put the password in place of PASSWORD.\n${call}`,
  };
};

const roleNames: Readonly<Record<ServerRole, string>> = {
  administrator: 'Administrator',
  'fabric-administrator': 'Fabric Administrator',
  'read-only-administrator': 'Read-Only Administrator',
};

/** Adding a user; in SCVMM a role is given to an account of the domain. */
export const addUserScript = (origin: string, username: string, role: ServerRole): Script => ({
  powershell: [
    module,
    '',
    `$role = Get-SCUserRole | Where-Object Name -EQ ${powershellString(roleNames[role])}`,
    `Set-SCUserRole -UserRole $role -AddMember ${powershellString(username)}`,
  ].join('\n'),
  curl: [
    '# Put the password in place of PASSWORD.',
    curl(origin, userRoutes.addUser, { body: { username, password: 'PASSWORD', role } }),
  ].join('\n'),
});
