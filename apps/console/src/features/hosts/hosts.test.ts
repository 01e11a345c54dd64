import {
  type Explanation,
  explanationLines,
  type HealthNode,
  type HealthStatus,
  type HostSummary,
} from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { accountOf, readHosts, typedOf } from './add-hosts-form.ts';
import { expandNames } from './expand-names.ts';
import { errorsText, firstProblem, healthRows } from './health-rows.ts';
import { matchesFilter, parseFilter } from './host-filter.ts';
import { actionScript, addHostsScript, changeHostScript } from './scripts.ts';

const host: HostSummary = {
  id: '1',
  name: 'hv-0003.fabric.test',
  group: 'Rack 3',
  status: 'error',
  since: null,
  reason: 'Secure Boot is off.',
  problems: [
    {
      node: 'platform.secure-boot',
      status: 'error',
      causeCode: 'hgs-secure-boot-off',
      repairable: false,
      since: null,
    },
  ],
  attestation: null,
  hgsClient: 'ok',
  codeIntegrityPolicy: null,
  winrm: { status: 'ok', milliseconds: 3 },
  os: null,
  tpm: null,
  lastSeen: null,
  maintenance: false,
};
const matches = (text: string) => matchesFilter(host, parseFilter(text));

test('reads words, tokens and quoted values', () => {
  expect(parseFilter('status:error group:"Rack 3" hv-00')).toEqual([
    { key: 'status', value: 'error' },
    { key: 'group', value: 'rack 3' },
    { key: null, value: 'hv-00' },
  ]);
});

test('a host has to match every token', () => {
  expect(matches('status:error cause:secure-boot group:rack')).toBe(true);
  expect(matches('status:error group:rack-4')).toBe(false);
  expect(matches('0003 secure')).toBe(true);
});

test('tells outcomes as the timeline counts them', () => {
  const attestation: HostSummary['attestation'] = { status: 'Passed', substatus: [], at: null };
  const outcome = (changed: Partial<HostSummary>, text: string) =>
    matchesFilter({ ...host, ...changed }, parseFilter(`outcome:${text}`));
  const problem = (status: HealthStatus) => ({
    problems: [
      {
        node: 'hgs-client.attestation' as const,
        status,
        causeCode: null,
        repairable: false,
        since: null,
      },
    ],
  });
  expect(outcome({}, 'passed')).toBe(false);
  expect(outcome({ attestation }, 'passed')).toBe(true);
  expect(outcome({ attestation, ...problem('error') }, 'refused')).toBe(true);
  expect(outcome({ attestation, ...problem('stale') }, 'unknown')).toBe(true);
  expect(outcome({ attestation, ...problem('stale') }, 'passed')).toBe(false);
});

test('an unknown key matches nothing', () => expect(matches('stauts:error')).toBe(false));

test('expands ranges and keeps leading zeros', () => {
  expect(expandNames('hv-[0021-0024].fabric.test, hv-0021.fabric.test\nDB-1').names).toEqual([
    'hv-0021.fabric.test',
    'hv-0022.fabric.test',
    'hv-0023.fabric.test',
    'hv-0024.fabric.test',
    'db-1',
  ]);
  expect(expandNames('r[1-2]n[1-2]').names).toEqual(['r1n1', 'r1n2', 'r2n1', 'r2n2']);
});

test.each(['hv-[5-1]', 'hv-[1-9999]', 'hv-[a-b]', 'a[1-900]b[1-900]'])(
  'says why %s is no list of hosts',
  (text) => {
    expect(expandNames(text)).toMatchObject({
      names: [],
      problems: [expect.stringContaining('“')],
    });
  },
);

const node = (
  id: HealthNode['id'],
  parent: HealthNode['parent'],
  status: HealthNode['status'] = 'ok',
): HealthNode => ({
  id,
  parent,
  status,
  since: null,
  checkedAt: null,
  expected: null,
  actual: null,
  causeCode: status === 'ok' ? null : 'winrm-silent',
  cause: status === 'ok' ? null : 'No answer.',
  meaning: null,
  remedy: 'Restart WinRM.',
  who: 'host administrator',
  evidence: null,
  explanation: null,
  repairable: false,
});
const nodes = [
  node('overall', null, 'error'),
  node('network', 'overall', 'error'),
  node('network.winrm', 'network', 'error'),
  node('platform', 'overall'),
];

test('builds the rows of the health tree', () => {
  expect(healthRows(nodes).map((row) => [row.node.id, row.level])).toEqual([
    ['overall', 1],
    ['network', 2],
    ['network.winrm', 3],
    ['platform', 2],
  ]);
});

test('leaves out what is below a folded category, and tells which can be folded', () => {
  const rows = healthRows(nodes, new Set(['network'] as const));
  expect(rows.map(({ node: { id }, expanded }) => [id, expanded])).toEqual([
    ['overall', true],
    ['network', false],
    ['platform', undefined],
  ]);
});

test('looks first at the leaf that failed', () => {
  expect(firstProblem(nodes)?.id).toBe('network.winrm');
  expect(firstProblem([node('overall', null)])).toBeUndefined();
});

test('copies errors with what to do', () => {
  expect(errorsText('hv-1', nodes, (id) => id)).toContain('network.winrm: error (winrm-silent)');
  expect(errorsText('hv-1', nodes, (id) => id)).toContain('What to do: Restart WinRM.');
});

test('copies what HGS explained in its own words', () => {
  const told: Explanation = {
    cause: 'boot-manager-replaced',
    sentence: 'The boot manager is another one.',
    meaning: 'It decides.',
    remedy: 'Repair it.',
    who: 'host administrator',
    event: 25,
    pcr: 4,
    measured: null,
    trusted: null,
    further: [],
  };
  const refused = { ...node('hgs-client.attestation', 'hgs-client', 'error'), explanation: told };
  expect(errorsText('hv-1', [refused], (id) => id).split('\n  ')).toEqual(
    expect.arrayContaining([...explanationLines(told)]),
  );
});

test('scripts name the cmdlets that do the same', () => {
  const hosts = [{ id: '7', name: "o'brien.test" }];
  expect(actionScript('http://x', 'attest', hosts).powershell).toContain(
    'Test-HgsClientConfiguration',
  );
  expect(actionScript('http://x', 'attest', hosts).powershell).toContain("'o''brien.test'");
  const script = addHostsScript(
    'http://x',
    {
      names: ['hv-1'],
      runAsAccountId: '9',
      group: 'g',
      guarded: true,
      codeIntegrityPolicyId: null,
    },
    {
      attestationServerUrl: 'http://h/Attestation',
      keyProtectionServerUrl: 'http://h/KeyProtection',
    },
  );
  expect(script.powershell).toContain("-AttestationServerUrl 'http://h/Attestation' `");
  expect(script.curl).toContain('"names": [');
});

const account = '0b7c3a52-7c1e-4f0e-9a55-3f1f0c6f2d11';

test('reads back what was typed, and nothing else', () => {
  const typed = typedOf({ names: 'hv-1', guarded: false, group: 7, password: 'secret' });
  expect(typed).toMatchObject({ names: 'hv-1', guarded: false, group: 'All Hosts' });
  expect(typed).not.toHaveProperty('password');
  expect(typedOf({}).guarded).toBe(true);
});

test('leaves out what is managed already', () => {
  const typed = typedOf({ names: 'hv-[1-3].fabric.test' });
  const read = readHosts(typed, account, new Set(['hv-2.fabric.test']));
  expect(read.known).toEqual(['hv-2.fabric.test']);
  expect(read.input?.names).toEqual(['hv-1.fabric.test', 'hv-3.fabric.test']);
  expect(read.input?.guarded).toBe(true);
});

test.each([
  [{ names: '' }, account, null],
  [{ names: 'hv_1' }, account, '“hv_1” is not a host name such as hv-0001.fabric.test.'],
  [{ names: 'hv-1', group: ' ' }, account, null],
  [{ names: 'hv-1' }, 'new', null],
])('does not send %o with account %s', (kept, chosen, problem) => {
  expect(readHosts(typedOf(kept), chosen, new Set())).toMatchObject({ input: null, problem });
});

test('takes the first account, or a new one if there is none', () => {
  expect(accountOf({ account: '' }, undefined)).toBe('');
  expect(accountOf({ account: '' }, [])).toBe('new');
  expect(accountOf({ account: 'gone' }, [{ id: account }])).toBe(account);
  expect(accountOf({ account: 'new' }, [{ id: account }])).toBe('new');
});

test('the script of the properties does what was changed and nothing else', () => {
  const script = (change: Parameters<typeof changeHostScript>[2]) =>
    changeHostScript('http://x', { id: '7', name: 'hv-1' }, change, null);
  expect(script({ guarded: false }).powershell).toContain('-EnableLocalMode');
  expect(script({ guarded: true }).powershell).toContain('-KeyProtectionServerUrl');
  const policy = script({ codeIntegrityPolicyId: account });
  expect(policy.powershell).toContain('PS_UpdateAndCompareCIPolicy');
  expect(policy.powershell).not.toContain('Set-HgsClientConfiguration');
  expect(policy.curl).toContain('PATCH');
});
