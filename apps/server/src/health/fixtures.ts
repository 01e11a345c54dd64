import type { AttestationCheck, Verdict } from '@gatehouse/contracts';
import type { FoldInput, HgsView } from './fold-input.ts';
import type { HostReadings } from './readings.ts';

/** Values of a healthy guarded host for tests: each test changes the one thing that it is about. */
export const now = new Date('2026-11-23T10:00:00.000Z');
export const secondsAgo = (seconds: number): string =>
  new Date(now.getTime() - seconds * 1000).toISOString();

export const ekHash = 'e1'.repeat(32);
export const otherEkHash = 'f2'.repeat(32);
export const policySha256 = 'ab'.repeat(32);
export const pair = {
  attestationServerUrl: 'http://127.0.0.1:8081/Attestation',
  keyProtectionServerUrl: 'http://127.0.0.1:8081/KeyProtection',
};

const at = secondsAgo(10);

export const healthyReadings: HostReadings = {
  reachability: {
    at,
    milliseconds: 12,
    productVersion: 'OS: 10.0.20348 SP: 0.0 Stack: 3.0',
    failure: null,
  },
  hgsClient: {
    at,
    milliseconds: 20,
    value: {
      mode: 'secure-hosting-service',
      isHostGuarded: true,
      ...pair,
      fallbackAttestationServerUrls: [],
      fallbackKeyProtectionServerUrls: [],
      lastAttestationServerUrl: pair.attestationServerUrl,
      attestationStatus: 'Passed',
      attestationSubstatus: [],
    },
  },
  services: {
    at,
    milliseconds: 20,
    value: [
      { name: 'vmms', state: 'Running', startMode: 'Auto' },
      { name: 'HgClientService', state: 'Running', startMode: 'Manual' },
      { name: 'WinRM', state: 'Running', startMode: 'Auto' },
    ],
  },
  deviceGuard: {
    at,
    milliseconds: 20,
    value: { virtualizationBasedSecurity: 'running', codeIntegrity: 'enforced', secureBoot: true },
  },
  operatingSystem: {
    at,
    milliseconds: 20,
    value: {
      caption: 'Microsoft Windows Server 2022 Datacenter',
      build: '20348',
      bootedAt: secondsAgo(86_400),
      clockDifferenceSeconds: 0.4,
    },
  },
  tpm: { at, milliseconds: 20, value: { manufacturer: 'INTC', specVersion: '2.0', ready: true } },
  tpmCapabilities: null,
  platformIdentifier: { at, milliseconds: 20, value: { ekHash } },
  codeIntegrityPolicyFile: { at, milliseconds: 20, value: { sha256: policySha256 } },
};

export const passedVerdict: Verdict = {
  id: '7c8b1d1e-0f3a-4a58-9d0a-0f6d2c1b4e11',
  at: secondsAgo(60),
  ekHash,
  hostName: 'hv-0001.fabric.test',
  authorized: true,
  endorsement: 'certified',
  alarm: null,
  tpm: null,
  status: 'Passed',
  substatus: [],
  errorReply: null,
  checks: [],
  explanation: null,
  eventLog: null,
  baseline: 'Rack 3',
  codeIntegrityPolicy: null,
  certificateThumbprint: '00'.repeat(20),
  validUntil: secondsAgo(-8 * 3600),
};

export const failedCheck = (change: Partial<AttestationCheck>): AttestationCheck => ({
  id: 'secure-boot',
  title: 'Secure Boot',
  outcome: 'failed',
  source: 'Hgs_SecureBootEnabled',
  expected: 'on',
  actual: 'off',
  reason: 'The boot log shows Secure Boot off.',
  remedy: null,
  evidence: 'event 12, PCR 7',
  substatus: 'SecureBoot',
  explanation: null,
  ...change,
});

export const refusedVerdict = (change: Partial<Verdict> = {}): Verdict => ({
  ...passedVerdict,
  status: 'InsecureHostConfiguration',
  substatus: ['SecureBoot'],
  errorReply: 'PolicyEvaluationErrorReply',
  checks: [failedCheck({})],
  certificateThumbprint: null,
  validUntil: null,
  ...change,
});

export const healthyHgs: HgsView = {
  verdict: passedVerdict,
  waiting: null,
  authorizedEkHash: ekHash,
  covers: true,
  heardAt: secondsAgo(1),
};

export const healthyInput: FoldInput = {
  host: {
    name: 'hv-0001.fabric.test',
    guarded: true,
    codeIntegrityPolicy: {
      id: 'p',
      name: 'Allow Microsoft',
      sha256: policySha256,
      mode: 'enforced',
    },
    policyDeployedAt: secondsAgo(172_800),
    adding: false,
  },
  readings: healthyReadings,
  hgs: healthyHgs,
  settings: { primary: pair, fallback: null },
  intervals: { reachability: 30_000, services: 60_000, platform: 1_800_000 },
  now,
  previous: [],
};
