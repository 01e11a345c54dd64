import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@gatehouse/bytes';
import { eventLogView, policyFacts } from '@gatehouse/contracts';
import { encodeEventLog, encodeUefiVariable, eventType } from '@gatehouse/measured-boot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
let folder = '';
const at = (name: string) => join(folder, name);
const run = (tool: string, ...args: readonly string[]) => {
  const script = join(root, 'scripts', `${tool}.ts`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, ...args],
    { cwd: root, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

const secureBoot = encodeUefiVariable({
  vendor: '8be4df61-93ca-11d2-aa0d-00e098032b8c',
  name: 'SecureBoot',
  value: Uint8Array.of(1),
});
const log = encodeEventLog({
  banks: ['sha256'],
  events: [
    { pcr: 7, type: eventType.EV_EFI_VARIABLE_DRIVER_CONFIG, data: secureBoot },
    { pcr: 7, type: eventType.EV_SEPARATOR, data: new Uint8Array(4) },
  ],
});
const policy = utf8(`<SiPolicy xmlns="urn:schemas-microsoft-com:sipolicy">
  <VersionEx>1.2.3.4</VersionEx><PlatformID>{2E07F7E4-194C-4D20-B7C9-6F44A6C5A234}</PlatformID>
  <PolicyTypeID>{A244370E-44C9-4C06-B551-F6016E563076}</PolicyTypeID>
  <Rules><Rule><Option>Enabled:Audit Mode</Option></Rule></Rules>
</SiPolicy>`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-tools-'));
  writeFileSync(at('boot.log'), log);
  writeFileSync(at('short.log'), log.subarray(0, log.length - 1));
  writeFileSync(at('policy.xml'), policy);
  writeFileSync(at('policy.bad'), utf8('<SiPolicy/>'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('eventlog', () => {
  test('prints the log as one JSON object', () => {
    const { status, stdout } = run('eventlog', at('boot.log'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'crypto-agile',
      banks: ['sha256'],
      eventCount: 3,
      pcrs: { sha256: { 7: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      events: [
        { index: 0, typeName: 'EV_NO_ACTION' },
        { index: 1, pcr: 7, digestMatches: true, description: 'Variable SecureBoot: on' },
        { index: 2, pcr: 7, digestMatches: true, size: 4 },
      ],
      quirks: [],
    });
    expect(eventLogView.safeParse(JSON.parse(stdout)).error).toBeUndefined();
  });

  test('prints text for people', () => {
    const { status, stdout } = run('eventlog', at('boot.log'));
    expect(status).toBe(0);
    expect(stdout).toContain('EV_EFI_VARIABLE_DRIVER_CONFIG    Variable SecureBoot: on');
    expect(stdout).not.toContain('vendor: EFI_GLOBAL_VARIABLE');
  });

  test('prints what the data say, if asked for', () => {
    const { status, stdout } = run('eventlog', at('boot.log'), '--details');
    expect(status).toBe(0);
    expect(stdout).toContain('Variable SecureBoot: on\n              vendor: EFI_GLOBAL_VARIABLE');
    expect(stdout).toContain('value: true');
  });

  test('says in one line what is wrong and where, with exit status 1', () => {
    const { status, stdout, stderr } = run('eventlog', at('short.log'), '--json');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^\S+short\.log: TCG_PCR_EVENT2 at byte \d+: .*truncated\n$/);
    expect(run('eventlog', at('none'))).toMatchObject({
      status: 1,
      stderr: `${at('none')}: cannot be read (ENOENT)\n`,
    });
    expect(run('eventlog').stderr).toBe(
      'usage: npm run -s eventlog -- FILE [--json | --details]\n',
    );
  });
});

describe('cipolicy', () => {
  test('prints the facts of a policy, and why it cannot be given to a host', () => {
    const { status, stdout } = run('cipolicy', at('policy.xml'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      form: 'xml',
      version: '1.2.3.4',
      mode: 'audit',
      notDeployableReason: expect.stringContaining('needs UpdatePolicySigners'),
    });
    expect(policyFacts.safeParse(JSON.parse(stdout)).error).toBeUndefined();
    expect(run('cipolicy', at('policy.xml')).stdout).toContain('base policy, xml, audit');
  });

  test('says in one line what is wrong and where, with exit status 1', () => {
    const { status, stderr } = run('cipolicy', at('policy.bad'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\S+policy\.bad: SiPolicy at byte 0: line 1: the root is .*\n$/);
  });
});
