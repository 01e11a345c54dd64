import { concat, encode, fromHex, toHex } from '@gatehouse/bytes';
import { createSigner, generateP256, hash } from '@gatehouse/bytes/crypto';
import { attestationCheck, attestationSubstatuses, explanation } from '@gatehouse/contracts';
import {
  type HostConfiguration,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import {
  baselineOf,
  encodeEventLog,
  parseEventLog,
  replayEventLog,
} from '@gatehouse/measured-boot';
import {
  createSelfSigned,
  issueEkCertificate,
  parseCertificate,
  signingKeyFromSeed,
  verifyPath,
} from '@gatehouse/pki';
import {
  akTemplate,
  nameOf,
  publicFromSpki,
  type TpmtPublic,
  tpmsAttest,
  tpmtPublic,
  tpmtSignature,
} from '@gatehouse/tpm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appraise,
  type Challenge,
  type Evidence,
  endorsementKeyOf,
  policyTable,
  quotedPcrs,
  type Trust,
  type Verdict,
} from './index.ts';

const at = new Date('2026-11-23T12:00:00Z');
const validity = { notBefore: new Date('2024-01-01'), notAfter: new Date('2049-01-01') };
const rootKey = signingKeyFromSeed(new Uint8Array(32).fill(1));
const rootDer = createSelfSigned({
  commonName: 'Test TPM Root',
  key: rootKey,
  validity,
  serialNumber: new Uint8Array(8).fill(9),
  use: 'ca',
});
const ekDer = issueEkCertificate({
  issuer: { certificate: rootDer, key: rootKey },
  publicKey: generateP256().publicKey,
  validity,
  serialNumber: new Uint8Array(8).fill(8),
  tpm: { manufacturer: 'id:47544853', model: 'test', version: 'id:1' },
});
const ek = endorsementKeyOf(ekDer);
const root = parseCertificate(rootDer);
const ekCertificate = parseCertificate(ekDer);

const identity = (fill: number) => ({
  modulus: Uint8Array.from({ length: 256 }, (_, i) => (i === 255 ? 0x11 : fill)),
  exponent: fromHex('010001'),
});
const policy = {
  name: 'SiPolicy.p7b',
  version: '10.0.0.0',
  digestAlgorithm: 'sha256',
  digest: new Uint8Array(32).fill(5),
} as const;

const logOf = (changes: Partial<HostConfiguration> = {}, number = 1): Uint8Array => {
  const configuration = { ...secureConfiguration, ...changes };
  const events = measurementsOf({
    host: hostIdentity('seed', number),
    configuration,
    policy,
    vsmKeys: configuration.vbs ? { encryption: identity(0xc1), signing: identity(0xd1) } : null,
    bootCount: 3,
    ofThisBoot: (purpose, length) =>
      Uint8Array.from({ length }, (_, i) => (purpose.length * 7 + i) & 0xff),
  });
  return encodeEventLog({ banks: ['sha1', 'sha256'], events });
};

interface Ak {
  readonly public: TpmtPublic;
  readonly privateKey: Uint8Array;
}
const newAk = (objectAttributes = akTemplate.eccP256.objectAttributes): Ak => {
  const key = generateP256();
  const spki = publicFromSpki(key.publicKey);
  if (spki.type !== 'ecc') throw new Error('unreachable');
  return {
    public: { ...akTemplate.eccP256, objectAttributes, x: spki.x, y: spki.y },
    privateKey: key.privateKey,
  };
};
const ak = newAk();

/** A name by SHA-256, as the TPM gives its key below a parent that nobody else knows. */
const qualifiedSigner = fromHex(`000b${'5c'.repeat(32)}`);

/** What a TPM with this key and this log would sign. */
function quoteOf(
  log: Uint8Array,
  options: {
    nonce: Uint8Array;
    pcrs?: readonly number[];
    key?: Ak;
    bank?: 'sha1' | 'sha256';
    signer?: Uint8Array;
  },
) {
  const { nonce, pcrs = quotedPcrs, key = ak, bank = 'sha256', signer = qualifiedSigner } = options;
  const values = replayEventLog(parseEventLog(log)).get(bank);
  const size = bank === 'sha256' ? 32 : 20;
  const quoteAttest = encode(tpmsAttest, {
    type: 'quote',
    qualifiedSigner: signer,
    extraData: nonce,
    clockInfo: { clock: 1n, resetCount: 1, restartCount: 0, safe: true },
    firmwareVersion: 1n,
    pcrSelect: [{ hash: bank, pcrs: [...pcrs] }],
    pcrDigest: hash(
      'sha256',
      concat(...pcrs.map((pcr) => values?.get(pcr) ?? new Uint8Array(size))),
    ),
  });
  const der = createSigner(key.privateKey)('sha256', quoteAttest);
  const [signatureR, signatureS] = integersOf(der);
  const quoteSignature = encode(tpmtSignature, {
    sigAlg: 'ecdsa',
    hash: 'sha256',
    signatureR: signatureR ?? new Uint8Array(),
    signatureS: signatureS ?? new Uint8Array(),
  });
  return { quoteAttest, quoteSignature };
}
function integersOf(der: Uint8Array): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let offset = 2; offset < der.length; ) {
    const length = der[offset + 1] ?? 0;
    out.push(der.slice(offset + 2, offset + 2 + length).subarray(-32));
    offset += 2 + length;
  }
  return out;
}

const challenge: Challenge = {
  ekHash: ek.hash,
  akPublic: encode(tpmtPublic, ak.public),
  secret: new Uint8Array(32).fill(0xaa),
  nonce: new Uint8Array(32).fill(0xbb),
  known: [],
};
const evidenceOf = (
  log: Uint8Array,
  quoted = quoteOf(log, { nonce: challenge.nonce }),
): Evidence => ({
  endorsementKey: ek,
  hostName: 'hv-0001',
  endorsementKeyPath: verifyPath(ekCertificate, { anchors: [root], at }),
  akPublic: challenge.akPublic,
  activatedSecret: challenge.secret,
  ...quoted,
  eventLog: log,
});
const healthyLog = logOf();
const states = Object.fromEntries(policyTable.map(({ name, state }) => [name, state]));
const trust: Trust = {
  tpm: { name: 'hv-0001', withoutCertificate: false },
  baselines: [{ name: 'class A', ...baselineOf(parseEventLog(healthyLog), 'sha256') }],
  codeIntegrityPolicies: [{ name: 'fabric', digests: [toHex(policy.digest)] }],
  dumpKeys: [],
  policies: states as Trust['policies'],
};

const failures = (verdict: Verdict): string[] =>
  verdict.checks.filter((check) => check.outcome === 'failed').map((check) => check.id);

describe('a healthy host', () => {
  const verdict = appraise(evidenceOf(healthyLog), challenge, trust);
  test('passes, and its identity keys are known', () => {
    expect(failures(verdict)).toEqual([]);
    expect(verdict.status).toBe('Passed');
    expect(verdict.refusal).toBeNull();
    expect(verdict.substatus).toEqual([]);
    expect(verdict.identity).toEqual({ encryption: identity(0xc1), signing: identity(0xd1) });
    expect(verdict.baseline).toBe('class A');
    expect(verdict.codeIntegrityPolicy).toEqual(policy);
  });
  test('tells what its TPM said of itself, and that its certificate vouches for it', () => {
    expect(verdict.endorsement).toBe('certified');
    expect(verdict.tpm).toEqual({
      attestationKeyName: toHex(nameOf(ak.public)),
      inEndorsementHierarchy: false,
      clock: 1n,
      resetCount: 1,
      restartCount: 0,
      safe: true,
      firmwareVersion: 1n,
    });
  });
  test('has checks of the shape of the contract', () => {
    for (const check of verdict.checks) expect(attestationCheck.parse(check)).toEqual(check);
    for (const row of policyTable) expect(attestationSubstatuses).toContain(row.substatus);
  });
  test('of the same evidence has the same verdict', () => {
    expect(
      appraise(
        evidenceOf(healthyLog, { quoteAttest: new Uint8Array(), quoteSignature: new Uint8Array() }),
        challenge,
        trust,
      ),
    ).toEqual(
      appraise(
        evidenceOf(healthyLog, { quoteAttest: new Uint8Array(), quoteSignature: new Uint8Array() }),
        challenge,
        trust,
      ),
    );
  });
});

describe('a boot that is not as trusted is refused with every reason', () => {
  test.each<[string, Partial<HostConfiguration>, string[]]>([
    ['Secure Boot off', { secureBoot: false }, ['Hgs_SecureBootEnabled', 'Hgs_SecureBootSettings']],
    ['a kernel debugger', { kernelDebug: true }, ['Hgs_UefiDebugDisabled']],
    ['a tampered boot manager', { bootManager: 'tampered' }, ['Hgs_SecureBootSettings']],
    ['no IOMMU', { iommu: false }, ['Hgs_IommuEnabled']],
    ['no HVCI', { hvci: false }, ['Hgs_HypervisorEnforcedCiPolicy']],
    ['no VBS', { vbs: false }, ['Hgs_VsmIdkPresent', 'VsmRunning']],
    ['a resume', { resumed: true }, ['Hgs_FullBoot']],
    ['a plain page file', { pagefileEncryption: false }, ['Hgs_PageFileEncryptionEnabled']],
    ['hibernation', { hibernationDisabled: false }, ['Hgs_NoHibernation']],
    [
      'dumps',
      { dumpsDisabled: false },
      ['Hgs_NoDumps', 'Hgs_DumpEncryption', 'Hgs_DumpEncryptionKey'],
    ],
    [
      'three things at once',
      { iommu: false, hibernationDisabled: false, pagefileEncryption: false },
      ['Hgs_IommuEnabled', 'Hgs_PageFileEncryptionEnabled', 'Hgs_NoHibernation'],
    ],
  ])('%s', (_, changes, wanted) => {
    const verdict = appraise(evidenceOf(logOf(changes)), challenge, trust);
    expect(failures(verdict)).toEqual(expect.arrayContaining(wanted));
    expect(verdict.refusal).toBe('PolicyEvaluationErrorReply');
    expect(verdict.status).toBe('InsecureHostConfiguration');
    expect(verdict.identity).toBeNull();
    const guids = policyTable.filter((row) => wanted.includes(row.name)).map((row) => row.guid);
    expect(verdict.failedPolicies).toEqual(expect.arrayContaining(guids));
    expect(explanation.parse(verdict.explanation)).toEqual(verdict.explanation);
    for (const check of verdict.checks.filter((each) => each.outcome === 'failed')) {
      expect(check.explanation?.remedy).toBe(check.remedy);
      expect(check.reason).not.toBeNull();
      expect(check.remedy).not.toBeNull();
      expect(verdict.substatus).toContain(check.substatus);
    }
  });

  test('a baseline difference names the event and the PCR', () => {
    const verdict = appraise(evidenceOf(logOf({ bootManager: 'tampered' })), challenge, trust);
    const check = verdict.checks.find((each) => each.id === 'Hgs_SecureBootSettings');
    expect(check?.evidence).toMatch(/^event \d+, PCR 4$/);
    expect(check?.reason).toContain('class A');
    expect(check?.explanation).toMatchObject({
      cause: 'boot-manager-replaced',
      pcr: 4,
      trusted: { by: 'class A', digest: check?.expected },
      measured: { digest: check?.actual },
      who: 'host administrator',
    });
    expect(verdict.explanation).toEqual(check?.explanation);
  });

  test('BitLocker off passes while its policy is disabled and fails once it is enabled', () => {
    const evidence = evidenceOf(logOf({ bitLocker: false }));
    expect(appraise(evidence, challenge, trust).status).toBe('Passed');
    const policies = { ...trust.policies, Hgs_BitLockerEnabled: 'Enabled' as const };
    expect(failures(appraise(evidence, challenge, { ...trust, policies }))).toEqual([
      'Hgs_BitLockerEnabled',
    ]);
  });

  test('an untrusted code integrity policy is named with its digest', () => {
    const verdict = appraise(evidenceOf(healthyLog), challenge, {
      ...trust,
      codeIntegrityPolicies: [],
    });
    expect(failures(verdict)).toEqual(['Hgs_CiPolicy']);
    expect(verdict.checks.find((each) => each.id === 'Hgs_CiPolicy')?.actual).toContain(
      '05'.repeat(32),
    );
  });

  test('nothing trusted yet: baseline and policy fail, the rest is still judged', () => {
    const verdict = appraise(evidenceOf(healthyLog), challenge, {
      ...trust,
      baselines: [],
      codeIntegrityPolicies: [],
    });
    expect(failures(verdict)).toEqual(['Hgs_SecureBootSettings', 'Hgs_CiPolicy']);
  });
});

describe('an attack is refused with the right reply', () => {
  const quote = quoteOf(healthyLog, { nonce: challenge.nonce });
  const attack = (
    changes: Partial<Evidence>,
    options: { challenge?: Challenge | null; trust?: Trust } = {},
  ): Verdict =>
    appraise(
      { ...evidenceOf(healthyLog, quote), ...changes },
      options.challenge === undefined ? challenge : options.challenge,
      options.trust ?? trust,
    );
  const unrestricted = newAk(akTemplate.eccP256.objectAttributes & ~(1 << 16));
  const other = newAk();
  const changedLog = healthyLog.slice();
  changedLog[changedLog.length - 1] = (changedLog[changedLog.length - 1] ?? 0) ^ 1;

  test.each<[string, () => Verdict, Verdict['refusal'], string]>([
    [
      'an unauthorised TPM',
      () => attack({}, { trust: { ...trust, tpm: null } }),
      'UnauthorizedErrorReply',
      'endorsement-key-authorized',
    ],
    [
      'an EK certificate without a trusted root',
      () => attack({ endorsementKeyPath: verifyPath(ekCertificate, { anchors: [], at }) }),
      'UnauthorizedErrorReply',
      'endorsement-key-certificate',
    ],
    [
      'no EK certificate',
      () => attack({ endorsementKeyPath: null }),
      'UnauthorizedErrorReply',
      'endorsement-key-certificate',
    ],
    ['no open challenge', () => attack({}, { challenge: null }), 'RtpmErrorReply', 'challenge'],
    [
      'a challenge of another TPM',
      () => attack({}, { challenge: { ...challenge, ekHash: '00' } }),
      'RtpmErrorReply',
      'challenge',
    ],
    [
      'another attestation key',
      () =>
        attack({
          akPublic: encode(tpmtPublic, other.public),
          ...quoteOf(healthyLog, { nonce: challenge.nonce, key: other }),
        }),
      'RtpmErrorReply',
      'attestation-key-challenged',
    ],
    [
      'a key that is not in the TPM',
      () => attack({ activatedSecret: new Uint8Array(32) }),
      'RtpmErrorReply',
      'credential-activated',
    ],
    [
      'no secret',
      () => attack({ activatedSecret: new Uint8Array() }),
      'RtpmErrorReply',
      'credential-activated',
    ],
    [
      'an unrestricted key',
      () =>
        attack(
          {
            akPublic: encode(tpmtPublic, unrestricted.public),
            ...quoteOf(healthyLog, { nonce: challenge.nonce, key: unrestricted }),
          },
          { challenge: { ...challenge, akPublic: encode(tpmtPublic, unrestricted.public) } },
        ),
      'RtpmErrorReply',
      'ak-restricted',
    ],
    [
      'a reused nonce',
      () => attack(quoteOf(healthyLog, { nonce: new Uint8Array(32) })),
      'RtpmErrorReply',
      'quote-nonce',
    ],
    [
      'a signer whose name is by another algorithm than its key',
      () =>
        attack(
          quoteOf(healthyLog, {
            nonce: challenge.nonce,
            signer: fromHex(`000c${'5c'.repeat(32)}`),
          }),
        ),
      'RtpmErrorReply',
      'quote-signer',
    ],
    [
      'a signer without a name',
      () => attack(quoteOf(healthyLog, { nonce: challenge.nonce, signer: new Uint8Array() })),
      'RtpmErrorReply',
      'quote-signer',
    ],
    [
      'fewer PCRs',
      () => attack(quoteOf(healthyLog, { nonce: challenge.nonce, pcrs: [0, 1] })),
      'RtpmErrorReply',
      'quote-selection',
    ],
    [
      'no PCR',
      () => attack(quoteOf(healthyLog, { nonce: challenge.nonce, pcrs: [] })),
      'RtpmErrorReply',
      'quote-selection',
    ],
    [
      'another bank',
      () => attack(quoteOf(healthyLog, { nonce: challenge.nonce, bank: 'sha1' })),
      'RtpmErrorReply',
      'quote-selection',
    ],
    [
      'a signature of another key',
      () => attack(quoteOf(healthyLog, { nonce: challenge.nonce, key: other })),
      'RtpmErrorReply',
      'quote-signature',
    ],
    [
      'no quote',
      () => attack({ quoteAttest: new Uint8Array() }),
      'RtpmErrorReply',
      'quote-readable',
    ],
    [
      'an unreadable key',
      () => attack({ akPublic: Uint8Array.of(1) }),
      'RtpmErrorReply',
      'attestation-key-readable',
    ],
    [
      'the log of a better boot',
      () =>
        attack({
          eventLog: healthyLog,
          ...quoteOf(logOf({ secureBoot: false }), { nonce: challenge.nonce }),
        }),
      'TcgLogValidationErrorReply',
      'event-log-replay',
    ],
    [
      'an empty log',
      () => attack({ eventLog: new Uint8Array() }),
      'TcgLogValidationErrorReply',
      'event-log-readable',
    ],
    [
      'a cut log',
      () => attack({ eventLog: healthyLog.subarray(0, healthyLog.length - 9) }),
      'TcgLogValidationErrorReply',
      'event-log-readable',
    ],
  ])('%s', (_, judge, refusal, check) => {
    const verdict = judge();
    expect(failures(verdict)).toContain(check);
    expect(verdict.refusal).toBe(refusal);
    expect(verdict.status).not.toBe('Passed');
    expect(verdict.identity).toBeNull();
    expect(verdict.checks.map((each) => each.id)).toEqual(
      expect.arrayContaining(policyTable.map((row) => row.name)),
    );
  });

  test('a TPM without a certificate is told from a certified one, and an unproven quote tells nothing', () => {
    const evidence = { ...evidenceOf(healthyLog), endorsementKeyPath: null };
    const endorsementOf = (withoutCertificate: boolean) =>
      appraise(evidence, challenge, { ...trust, tpm: { name: 'hv-0001', withoutCertificate } })
        .endorsement;
    expect([endorsementOf(true), endorsementOf(false)]).toEqual(['forced', null]);
    expect(appraise(evidence, challenge, { ...trust, tpm: null }).endorsement).toBeNull();
    const nonce = new Uint8Array(32);
    const replayed = evidenceOf(healthyLog, quoteOf(healthyLog, { nonce }));
    expect(appraise(replayed, challenge, trust).tpm).toBeNull();
  });

  test('only an answer from the TPM of this endorsement key has its credential activated', () => {
    for (const held of [null, { ...challenge, ekHash: '00' }])
      expect(failures(attack({}, { challenge: held }))).toContain('credential-activated');
    expect(failures(attack({ quoteAttest: new Uint8Array() }))).not.toContain(
      'credential-activated',
    );
  });

  test('what is not proven is not judged: the policies are skipped, not passed', () => {
    const verdict = attack({ quoteAttest: new Uint8Array() });
    const policies = verdict.checks.filter((each) =>
      policyTable.some((row) => row.name === each.id),
    );
    expect(new Set(policies.map((each) => each.outcome))).toEqual(new Set(['skipped']));
    expect(verdict.facts).toBeNull();
  });

  test('data of a measured event that was changed is not believed', () => {
    const index = Buffer.from(healthyLog).indexOf(Buffer.from('SecureBoot', 'utf16le'));
    const forged = healthyLog.slice();
    forged[index + 20] = 0;
    const verdict = attack({ eventLog: forged });
    expect(failures(verdict)).toContain('event-log-accounted');
    expect(verdict.refusal).toBe('TcgLogValidationErrorReply');
  });

  test('any change of one byte of the evidence is refused or changes nothing that is certified', () => {
    const base = evidenceOf(healthyLog, quote);
    const fields = ['akPublic', 'activatedSecret', 'quoteAttest', 'quoteSignature'] as const;
    void fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (field, at, flip) => {
          const bytes = base[field].slice();
          const index = at % bytes.length;
          bytes[index] = (bytes[index] ?? 0) ^ flip;
          expect(appraise({ ...base, [field]: bytes }, challenge, trust).status).not.toBe('Passed');
        },
      ),
      { numRuns: 200 },
    );
  });

  test('random logs are refused, never a crash', () => {
    void fc.assert(
      fc.property(
        fc.nat(healthyLog.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        (offset, bytes) => {
          const log = healthyLog.slice();
          log.set(bytes.subarray(0, Math.min(bytes.length, log.length - offset)), offset);
          const verdict = attack({ eventLog: log });
          if (verdict.status === 'Passed')
            expect(verdict.identity).toEqual({
              encryption: identity(0xc1),
              signing: identity(0xd1),
            });
        },
      ),
      { numRuns: 150 },
    );
  });
});
