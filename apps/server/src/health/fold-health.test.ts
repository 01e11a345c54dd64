import {
  bootCauses,
  type CauseCode,
  causeCodes,
  type Explanation,
  type HealthNodeId,
  healthStatuses,
  healthTree,
  type Verdict,
} from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes, sentenceOf } from './causes.ts';
import {
  ekHash,
  failedCheck,
  healthyHgs,
  healthyInput,
  healthyReadings,
  now,
  otherEkHash,
  pair,
  passedVerdict,
  refusedVerdict,
  secondsAgo,
} from './fixtures.ts';
import { foldHealth, worstOf } from './fold-health.ts';
import type { FoldInput } from './fold-input.ts';
import { hostReadings, noReadings } from './readings.ts';
import { substatusCause } from './rules/attestation-causes.ts';

const nodeOf = (input: FoldInput, id: HealthNodeId) => {
  const node = foldHealth(input).find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`no node ${id}`);
  return node;
};
const withReadings = (change: Partial<FoldInput['readings']>): FoldInput => ({
  ...healthyInput,
  readings: { ...healthyReadings, ...change },
});
const withHgs = (change: Partial<FoldInput['hgs']>): FoldInput => ({
  ...healthyInput,
  hgs: { ...healthyHgs, ...change },
});
const service = (name: string, state: string, startMode = 'Auto') => ({ name, state, startMode });

describe('the tree', () => {
  test('has every node of the contract in its order', () => {
    expect(foldHealth(healthyInput).map(({ id }) => id)).toEqual(healthTree.map(({ id }) => id));
  });

  test('is OK all over for a healthy host', () => {
    expect(foldHealth(healthyInput).filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test('is unknown, never OK, for a host of which nothing was read', () => {
    const input = { ...healthyInput, readings: noReadings, hgs: { ...healthyHgs, verdict: null } };
    expect(foldHealth(input).map(({ status }) => status)).not.toContain('ok');
    expect(nodeOf(input, 'overall').status).toBe('unknown');
  });

  test('is pending while the host is being added', () => {
    const host = { ...healthyInput.host, adding: true };
    const input = {
      ...healthyInput,
      host,
      readings: noReadings,
      hgs: { ...healthyHgs, verdict: null },
    };
    expect(nodeOf(input, 'overall').status).toBe('pending');
  });

  test('gives a parent the worst status of its children', () => {
    const input = withReadings({
      services: { at: secondsAgo(5), milliseconds: 1, value: [service('vmms', 'Stopped')] },
    });
    expect(nodeOf(input, 'virtualization')).toMatchObject({
      status: 'error',
      causeCode: 'hyper-v-stopped',
      repairable: true,
    });
    expect(nodeOf(input, 'overall').status).toBe('error');
    expect(nodeOf(input, 'platform').status).toBe('ok');
  });

  test('says for each node that is not OK what it is, means and needs', () => {
    const input = { ...withHgs({ verdict: refusedVerdict() }) };
    for (const node of foldHealth(input).filter(({ status }) => status !== 'ok')) {
      expect(node.causeCode).not.toBeNull();
      for (const words of [node.cause, node.meaning, node.remedy]) expect(words).toBeTruthy();
    }
  });
});

describe('staleness', () => {
  const later = (seconds: number): FoldInput => ({
    ...healthyInput,
    hgs: { ...healthyHgs, heardAt: null },
    now: new Date(now.getTime() + seconds * 1000),
  });

  test('starts at two intervals of the tier', () => {
    expect(nodeOf(later(49), 'network.winrm').status).toBe('ok');
    expect(nodeOf(later(51), 'network.winrm')).toMatchObject({
      status: 'stale',
      causeCode: 'out-of-date',
      actual: 'answers in 12 ms',
    });
    expect(nodeOf(later(51), 'virtualization.hyper-v').status).toBe('ok');
    expect(nodeOf(later(111), 'virtualization.hyper-v').status).toBe('stale');
    expect(nodeOf(later(3589), 'platform.tpm').status).toBe('ok');
    expect(nodeOf(later(3591), 'platform.tpm').status).toBe('stale');
  });

  test('leaves nothing OK once everything is old', () => {
    expect(foldHealth(later(7200)).map(({ status }) => status)).not.toContain('ok');
  });

  test('does not touch a verdict as long as the feed is heard', () => {
    const input = { ...later(7000), hgs: { ...healthyHgs, heardAt: secondsAgo(-6999) } };
    expect(nodeOf(input, 'hgs-client.attestation').status).toBe('ok');
  });

  test('no time makes a host better', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (first, second) => {
        const [early, late] = [Math.min(first, second), Math.max(first, second)];
        const rank = (seconds: number) =>
          healthStatuses.indexOf(nodeOf(later(seconds), 'overall').status);
        expect(rank(late)).toBeGreaterThanOrEqual(rank(early));
      }),
    );
  });
});

describe('the TPM as HGS sees it', () => {
  const withVerdict = (change: Partial<Verdict>): FoldInput => ({
    ...healthyInput,
    hgs: { ...healthyHgs, verdict: { ...passedVerdict, ...change } },
  });

  test('by -Force is weaker than one with a certificate', () => {
    expect(nodeOf(withVerdict({ endorsement: 'forced' }), 'platform.tpm')).toMatchObject({
      status: 'warning',
      causeCode: 'hgs-tpm-forced',
      who: 'HGS administrator',
    });
  });

  test('that contradicts its past is a problem of its host, also while HGS lets the host pass', () => {
    const alarm: Explanation = {
      cause: 'tpm-in-two-places',
      ...bootCauses['tpm-in-two-places'],
      event: null,
      pcr: null,
      measured: null,
      trusted: null,
      further: [],
    };
    const input = withVerdict({ alarm, endorsement: 'forced' });
    expect(nodeOf(input, 'hgs-client.attestation').status).toBe('ok');
    expect(nodeOf(input, 'platform.tpm')).toMatchObject({
      status: 'error',
      causeCode: 'hgs-tpm-in-two-places',
      cause: alarm.sentence,
      remedy: alarm.remedy,
      explanation: alarm,
      who: 'HGS administrator',
    });
  });
});

describe('since', () => {
  test('stays while status and cause stay, and moves when they change', () => {
    const broken = withHgs({ verdict: refusedVerdict() });
    const first = foldHealth(broken);
    const next = { ...broken, now: new Date(now.getTime() + 5000), previous: first };
    expect(nodeOf(next, 'hgs-client.attestation').since).toBe(now.toISOString());
    const mended = { ...healthyInput, now: new Date(now.getTime() + 9000), previous: first };
    expect(nodeOf(mended, 'hgs-client.attestation').since).toBe(secondsAgo(-9));
    expect(nodeOf(mended, 'platform.tpm').since).toBe(now.toISOString());
  });

  test('of what can no longer be read is when that began, and none of what never was', () => {
    const id = 'host-agent.version';
    const later = new Date(now.getTime() + 5000);
    const silent = withReadings({ reachability: null });
    const lost = { ...silent, now: later, previous: foldHealth(healthyInput) };
    expect(nodeOf(lost, id)).toMatchObject({ status: 'unknown', since: later.toISOString() });
    const still = { ...lost, now: new Date(now.getTime() + 9000), previous: foldHealth(lost) };
    expect(nodeOf(still, id).since).toBe(later.toISOString());
    const never = { ...silent, previous: [] };
    expect(nodeOf(never, id).since).toBeNull();
    expect(nodeOf({ ...never, previous: foldHealth(never) }, id).since).toBeNull();
  });
});

describe('attestation', () => {
  const id = 'hgs-client.attestation';

  test('names the failed check, its evidence and how many more failed', () => {
    const verdict = refusedVerdict({
      substatus: ['Iommu', 'SecureBoot'],
      checks: [
        failedCheck({ id: 'iommu', substatus: 'Iommu', reason: 'No IOMMU.', evidence: null }),
        failedCheck({}),
      ],
    });
    expect(nodeOf(withHgs({ verdict }), id)).toMatchObject({
      status: 'error',
      causeCode: 'hgs-secure-boot-off',
      cause: 'The boot log shows Secure Boot off. (and 1 more failed check)',
      evidence: 'event 12, PCR 7',
      actual: 'InsecureHostConfiguration: Iommu, SecureBoot',
      repairable: false,
    });
  });

  test.each([
    ['CodeIntegrityPolicy', 'hgs-code-integrity-policy-missing'],
    ['TcgLogVerification', 'hgs-boot-log-mismatch'],
    ['SecureBootSettings', 'hgs-secure-boot-settings-differ'],
    ['DebugMode', 'hgs-debug-on'],
    ['DumpEncryptionKey', 'hgs-dump-encryption-key-unknown'],
  ] as const)('%s is %s', (substatus, causeCode) => {
    const verdict = refusedVerdict({
      substatus: [substatus],
      checks: [failedCheck({ substatus })],
    });
    expect(nodeOf(withHgs({ verdict }), id).causeCode).toBe(causeCode);
  });

  test('tells what HGS explained: its cause, words, evidence and who', () => {
    const explanation: Explanation = {
      cause: 'boot-manager-replaced',
      sentence: 'The boot manager is another one.',
      meaning: 'It decides.',
      remedy: 'Repair it.',
      who: 'host administrator',
      event: 25,
      pcr: 4,
      measured: { what: 'bootmgfw.efi', digest: 'aa' },
      trusted: { what: 'bootmgfw.efi', digest: 'bb', by: 'rack 3' },
      further: [{ cause: 'iommu-off', sentence: 'No IOMMU.', event: 33, pcr: 12 }],
    };
    const verdict = refusedVerdict({ substatus: ['SecureBootSettings', 'Iommu'], explanation });
    const node = nodeOf(withHgs({ verdict }), id);
    expect(node).toMatchObject({
      causeCode: 'hgs-boot-manager-replaced',
      cause: 'The boot manager is another one. (and 1 more finding)',
      evidence: 'event 25, PCR 4; event 33, PCR 12',
      who: 'host administrator',
      explanation,
    });
    expect(node.remedy).toBe(bootCauses['boot-manager-replaced'].remedy);
  });

  test('a cause that is known by its substatus alone leaves nothing open', () => {
    for (const code of Object.values(substatusCause))
      expect(sentenceOf(causes[code].cause, { detail: 'x' })).not.toContain('unknown');
  });

  test('can repair an untrusted policy only where there is one to deploy', () => {
    const verdict = refusedVerdict({
      substatus: ['CodeIntegrityPolicy'],
      codeIntegrityPolicy: { name: 'x', version: '1', digestAlgorithm: 'sha256', digest: 'aa' },
    });
    const input = withHgs({ verdict });
    expect(nodeOf(input, id)).toMatchObject({
      causeCode: 'hgs-code-integrity-policy-untrusted',
      repairable: true,
    });
    const bare = { ...input, host: { ...input.host, codeIntegrityPolicy: null } };
    expect(nodeOf(bare, id).repairable).toBe(false);
    expect(nodeOf(bare, id).remedy).toContain('Choose a code integrity policy');
  });

  test('does not believe a host that says Passed when HGS says otherwise or nothing', () => {
    expect(nodeOf(withHgs({ verdict: refusedVerdict() }), id).status).toBe('error');
    expect(nodeOf(withHgs({ verdict: null }), id)).toMatchObject({ status: 'unknown' });
  });

  test('takes the word of the host for an HGS whose feed is not heard', () => {
    const input = withHgs({ verdict: null, covers: false, heardAt: null });
    expect(nodeOf(input, id)).toMatchObject({ status: 'ok', actual: 'Passed, by its own account' });
  });

  test('takes what the host knows later than the verdict', () => {
    const own = healthyReadings.hgsClient;
    if (own?.value == null) throw new Error('fixture');
    const hgsClient = {
      ...own,
      value: { ...own.value, attestationStatus: 'TransientError' as const },
    };
    expect(nodeOf(withReadings({ hgsClient }), id).causeCode).toBe('hgs-unreachable');
    const older = { ...hgsClient, at: secondsAgo(70) };
    expect(nodeOf(withReadings({ hgsClient: older }), id).status).toBe('ok');
  });

  test('expires with the certificate', () => {
    const verdict = { ...passedVerdict, validUntil: secondsAgo(0) };
    expect(nodeOf(withHgs({ verdict }), id).causeCode).toBe('hgs-certificate-expired');
  });

  test('says that a TPM 1.2 is the reason, where the host says TpmError', () => {
    const own = healthyReadings.hgsClient;
    if (own?.value == null) throw new Error('fixture');
    const tpm = { manufacturer: 'GTHS', specVersion: '1.2', ready: true };
    const input = {
      ...withHgs({ verdict: null, authorizedEkHash: null }),
      readings: {
        ...healthyReadings,
        tpm: { at: secondsAgo(1), milliseconds: 1, value: tpm },
        platformIdentifier: null,
        hgsClient: {
          ...own,
          value: {
            ...own.value,
            attestationStatus: 'TpmError' as const,
            attestationSubstatus: ['UnsupportedHardware' as const],
          },
        },
      },
    };
    expect(nodeOf(input, id)).toMatchObject({
      causeCode: 'tpm-too-old',
      cause: 'The host has a TPM 1.2, which HGS cannot attest.',
      actual: 'TpmError: UnsupportedHardware',
    });
    expect(nodeOf(input, 'platform.tpm')).toMatchObject({
      causeCode: 'tpm-too-old',
      actual: '1.2',
    });
  });

  test('waits for approval as pending, not as an error, and not as OK', () => {
    const waiting = { at: secondsAgo(5), ekHash };
    const input = withHgs({ verdict: null, waiting, authorizedEkHash: null });
    expect(nodeOf(input, id)).toMatchObject({
      status: 'pending',
      causeCode: 'hgs-tpm-not-authorized',
      repairable: false,
    });
  });

  test('an authorised TPM that lost its right is an error', () => {
    const verdict = refusedVerdict({
      status: 'UnauthorizedHost',
      substatus: [],
      checks: [],
      authorized: false,
    });
    expect(nodeOf(withHgs({ verdict, authorizedEkHash: null }), id)).toMatchObject({
      status: 'error',
      causeCode: 'hgs-tpm-not-authorized',
    });
  });

  test('tells an exchanged TPM from an impostor under the same name', () => {
    const waiting = { at: secondsAgo(5), ekHash: otherEkHash };
    expect(nodeOf(withHgs({ waiting }), id).status).toBe('ok');
    const exchanged = { at: secondsAgo(1), milliseconds: 1, value: { ekHash: otherEkHash } };
    const input = {
      ...withReadings({ platformIdentifier: exchanged }),
      hgs: { ...healthyHgs, waiting },
    };
    expect(nodeOf(input, id)).toMatchObject({ status: 'error', causeCode: 'hgs-tpm-exchanged' });
  });

  test('a stopped client comes before what the last verdict said', () => {
    const services = {
      at: secondsAgo(1),
      milliseconds: 1,
      value: [service('vmms', 'Running'), service('HgClientService', 'Stopped', 'Auto')],
    };
    expect(nodeOf(withReadings({ services }), id)).toMatchObject({
      causeCode: 'hgs-client-stopped',
      repairable: true,
    });
  });

  test('is no concern of a host that is not guarded', () => {
    const host = { ...healthyInput.host, guarded: false };
    const input = { ...healthyInput, host, hgs: { ...healthyHgs, verdict: refusedVerdict() } };
    expect(nodeOf(input, id).status).toBe('ok');
  });
});

describe('other nodes', () => {
  test('WinRM tells why a host is not reached', () => {
    const reachability = {
      at: secondsAgo(1),
      milliseconds: null,
      productVersion: null,
      failure: { causeCode: 'host-refused' as const, detail: 'connection refused' },
    };
    expect(nodeOf(withReadings({ reachability }), 'network.winrm')).toMatchObject({
      status: 'error',
      causeCode: 'host-refused',
      actual: 'connection refused',
    });
  });

  test('HGS URLs are compared with the settings, fallback included', () => {
    const id = 'hgs-client.configuration';
    const other = { ...pair, attestationServerUrl: 'http://rogue/Attestation' };
    const input = { ...healthyInput, settings: { primary: other, fallback: null } };
    expect(nodeOf(input, id)).toMatchObject({ causeCode: 'hgs-url-differs', repairable: true });
    const fallback = { ...healthyInput, settings: { primary: pair, fallback: other } };
    expect(nodeOf(fallback, id).causeCode).toBe('hgs-url-differs');
    const none = { ...healthyInput, settings: { primary: null, fallback: null } };
    expect(nodeOf(none, id)).toMatchObject({ causeCode: 'hgs-not-configured', repairable: false });
  });

  test.each([
    [{ sha256: 'cd'.repeat(32) }, 'enforced', 'code-integrity-policy-differs'],
    [null, 'off', 'code-integrity-policy-differs'],
    [
      healthyReadings.codeIntegrityPolicyFile?.value ?? null,
      'off',
      'code-integrity-policy-not-applied',
    ],
    [healthyReadings.codeIntegrityPolicyFile?.value ?? null, 'audit', 'code-integrity-audit-only'],
  ] as const)('a policy file %o with enforcement %s is %s', (value, codeIntegrity, causeCode) => {
    const input = withReadings({
      codeIntegrityPolicyFile: { at: secondsAgo(1), milliseconds: 1, value },
      deviceGuard: {
        at: secondsAgo(1),
        milliseconds: 1,
        value: { virtualizationBasedSecurity: 'running', codeIntegrity, secureBoot: true },
      },
    });
    expect(nodeOf(input, 'hgs-client.code-integrity-policy').causeCode).toBe(causeCode);
  });

  test('a policy deployed after the last start waits for a restart', () => {
    const host = { ...healthyInput.host, policyDeployedAt: secondsAgo(60) };
    expect(nodeOf({ ...healthyInput, host }, 'hgs-client.code-integrity-policy')).toMatchObject({
      status: 'warning',
      causeCode: 'code-integrity-policy-restart-pending',
    });
  });

  test.each([
    ['platform.tpm', { tpm: { at: secondsAgo(1), milliseconds: 1, value: null } }, 'tpm-missing'],
    [
      'platform.tpm',
      {
        tpm: {
          at: secondsAgo(1),
          milliseconds: 1,
          value: { manufacturer: 'IFX', specVersion: '1.2', ready: true },
        },
      },
      'tpm-too-old',
    ],
    [
      'host-agent.version',
      {
        reachability: {
          at: secondsAgo(1),
          milliseconds: 1,
          productVersion: 'OS: 6.1.7601 SP: 1.0 Stack: 2.0',
          failure: null,
        },
      },
      'agent-outdated',
    ],
    [
      'hgs-client.configuration',
      { hgsClient: { at: secondsAgo(1), milliseconds: 1, value: null } },
      'hgs-client-missing',
    ],
  ] as const)('%s is judged', (id, change, causeCode) => {
    expect(nodeOf(withReadings(change), id).causeCode).toBe(causeCode);
  });

  test('a clock that Kerberos would refuse is an error in both directions', () => {
    for (const clockDifferenceSeconds of [-301, 301]) {
      const value = { caption: 'x', build: '1', bootedAt: null, clockDifferenceSeconds };
      const operatingSystem = { at: secondsAgo(1), milliseconds: 1, value };
      expect(nodeOf(withReadings({ operatingSystem }), 'platform.clock').causeCode).toBe(
        'clock-off',
      );
    }
  });
});

describe('the table of causes', () => {
  test('has a row for each code, and no sentence without an end', () => {
    expect(Object.keys(causes).toSorted()).toEqual(causeCodes.toSorted());
    for (const { cause, meaning, remedy } of Object.values(causes)) {
      for (const sentence of [meaning, remedy]) expect(sentence.length).toBeGreaterThan(10);
      expect(cause).toMatch(/[.}]$/);
    }
  });

  test('promises a repair exactly where a row has an action', () => {
    for (const [code, { remedy, repair, who }] of Object.entries(causes)) {
      if (who === 'Gatehouse' && !['never-checked', 'out-of-date'].includes(code)) {
        expect([code, repair]).not.toEqual([code, null]);
      }
      if (remedy.startsWith('Repair')) expect([code, repair]).not.toEqual([code, null]);
    }
  });

  test('leaves no placeholder open', () => {
    const codes: readonly CauseCode[] = causeCodes;
    for (const code of codes) {
      expect(sentenceOf(causes[code].cause, {})).not.toContain('{');
    }
  });

  test('nothing at all is not OK', () => {
    expect(worstOf([])).toBe('unknown');
  });
});

test('readings survive being kept as JSON', () => {
  expect(hostReadings.parse(JSON.parse(JSON.stringify(healthyReadings)))).toEqual(healthyReadings);
});
