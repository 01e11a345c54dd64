/**
 * Verdicts a second on one core: parse, replay, quote, every policy and the health certificate, for one host
 * after another, each with its own simulated TPM. The log is of a simulated Windows boot with as many
 * option ROM drivers as make it 99 events and 41 KB; the real Linux log of that size, which no policy for
 * Windows can pass, is measured beside it where the test data is there.
 *
 * `ofLimit` holds it against what no implementation can save, measured in the same run: the P-256
 * verification of the quote, and the hashing that a verdict on this very log needs: the extends of the
 * quoted PCRs, the digest over their values, and the digests of the data that facts are read from; not
 * those of other events, which no verdict looks at. A certificate also has to be signed, by P-256 too:
 * `ofLimitWithSigning` counts that as well. All have the host's attestation key read and imported before, as hgs
 * keeps it from one attestation to the next; `firstVerdictsPerSecond` reads it anew each time. Slices
 * of each alternate, and a second is one of processor time, all threads counted: on a busy machine wall
 * time would measure the others, and on an idle one it gives no more verdicts than wall time does.
 */
import {
  createPrivateKey,
  createPublicKey,
  hash as hashOnce,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  appraise,
  type Challenge,
  type Evidence,
  endorsementKeyOf,
  policyTable,
  quotedPcrs,
  readAttestationKey,
  type Trust,
} from '@gatehouse/attestation';
import { createHealthCertificateIssuer } from '@gatehouse/attestation/issue';
import { concat, decode, encode, toHex } from '@gatehouse/bytes';
import { hash, randomBytes } from '@gatehouse/bytes/crypto';
import {
  bootHostTpm,
  createTpmManufacturer,
  type HostTpm,
  hostIdentity,
  measurementsOf,
  secureConfiguration,
} from '@gatehouse/fabric-simulator';
import {
  baselineOf,
  type EventToWrite,
  eventType,
  parseEventLog,
  type UnprovenEventLog,
} from '@gatehouse/measured-boot';
import { createSelfSigned, createSigningKey, parseCertificate, verifyPath } from '@gatehouse/pki';
import {
  activateWithKeys,
  makeCredential,
  nameOf,
  padTo,
  publicKeySpki,
  tpmtPublic,
  tpmtSignature,
} from '@gatehouse/tpm';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 4);
const hosts = 16;
const wanted = { events: 99, bytes: 41_371 };
const at = new Date();
const policyDigest = new Uint8Array(32).fill(5);
const key = { modulus: new Uint8Array(256).fill(0xc1), exponent: Uint8Array.of(1, 0, 1) };
const bench = new URL('../../shared/data', import.meta.url).pathname;
const realLog = `${process.env['GATEHOUSE_SHARED_DATA'] ?? bench}/eventlogs/keylime/binary_bios_measurements-secureboot`;

/** A simulated Windows boot, with drivers added to PCR 2 until the log has the wanted size. */
function windowsBoot(): readonly EventToWrite[] {
  const boot = measurementsOf({
    host: hostIdentity('bench', 1),
    configuration: secureConfiguration,
    policy: {
      name: 'SiPolicy.p7b',
      version: '10.0.0.0',
      digestAlgorithm: 'sha256',
      digest: policyDigest,
    },
    vsmKeys: { encryption: key, signing: key },
    bootCount: 1,
    ofThisBoot: (_purpose, length) => new Uint8Array(length),
  });
  const framing = 4 + 4 + 4 + 2 + 20 + 2 + 32 + 4;
  const size = 65 + boot.reduce((sum, event) => sum + framing + event.data.length, 0);
  const count = wanted.events - 1 - boot.length;
  const length = Math.max(0, Math.floor((wanted.bytes - size) / count) - framing);
  const drivers = Array.from({ length: count }, (_, i) => ({
    pcr: 2,
    type: eventType.EV_EFI_BOOT_SERVICES_DRIVER,
    data: new Uint8Array(length).fill(i),
  }));
  return [...drivers, ...boot];
}

/** The measurements of the real log, to be repeated in a simulated TPM. */
const linuxBoot = (): readonly EventToWrite[] =>
  parseEventLog(new Uint8Array(readFileSync(realLog)))
    .events.slice(1)
    .map((event) => ({
      pcr: event.pcr,
      type: event.type,
      data: event.data,
      digests: { sha1: hash('sha1', event.data), ...event.digests },
    }));

interface Answer {
  readonly evidence: Evidence;
  readonly challenge: Challenge;
}

/** What one host answers to one challenge, made by its TPM. */
async function answerOf(tpm: HostTpm): Promise<Answer> {
  const endorsementKey = endorsementKeyOf(tpm.ekCertificate);
  const ak = tpm.keys.ak.public;
  const challenge = {
    ekHash: endorsementKey.hash,
    akPublic: encode(tpmtPublic, ak),
    secret: randomBytes(32),
    nonce: randomBytes(32),
    known: [],
  };
  const credential = makeCredential({
    ekPublic: endorsementKey.public,
    akName: nameOf(ak),
    secret: challenge.secret,
  });
  const activatedSecret = await activateWithKeys(tpm.client, tpm.keys, credential);
  const selection = { hash: 'sha256', pcrs: [...quotedPcrs] } as const;
  const quote = await tpm.client.quote(tpm.keys.ak.handle, challenge.nonce, selection);
  const { certificate } = endorsementKey;
  return {
    challenge,
    evidence: {
      endorsementKey,
      hostName: null,
      endorsementKeyPath:
        certificate === null ? null : verifyPath(certificate, { anchors: [root], at }),
      akPublic: challenge.akPublic,
      attestationKey: readAttestationKey(challenge.akPublic),
      activatedSecret,
      quoteAttest: quote.attest,
      quoteSignature: quote.signature,
      eventLog: tpm.eventLog,
    },
  };
}

const manufacturer = createTpmManufacturer('bench');
const root = parseCertificate(manufacturer.rootCertificate);
const signerKey = createSigningKey();
const issuer = createHealthCertificateIssuer({
  certificate: createSelfSigned({
    commonName: 'Bench Signer',
    key: signerKey,
    validity: { notBefore: new Date(at.getTime() - 1000), notAfter: new Date(at.getTime() + 9e9) },
    serialNumber: randomBytes(16),
    use: 'signer',
  }),
  key: signerKey,
  randomBytes,
});

const answersTo = async (measurements: readonly EventToWrite[]): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  for (let i = 0; i < hosts; i++) {
    const seed = hash('sha256', Uint8Array.of(i));
    answers.push(
      await answerOf(await bootHostTpm({ seed, state: null, manufacturer, measurements })),
    );
  }
  return answers;
};

const trustIn = (log: Uint8Array): Trust => ({
  tpm: { name: 'hv-0001', withoutCertificate: false },
  baselines: [{ name: 'baseline', ...baselineOf(parseEventLog(log), 'sha256') }],
  codeIntegrityPolicies: [{ name: 'policy', digests: [toHex(policyDigest)] }],
  dumpKeys: [],
  policies: Object.fromEntries(
    policyTable.map(({ name, state }) => [name, state]),
  ) as Trust['policies'],
});

/** Milliseconds of processor time that this process has had, those of the garbage collector's threads too. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How often a second of processor time each step can be done: slices of all in turn, for `seconds` each. */
function ratesOf<K extends string>(
  steps: Readonly<Record<K, (i: number) => void>>,
): Record<K, number> {
  const names = Object.keys(steps) as K[];
  const total = new Map(names.map((name) => [name, { n: 0, milliseconds: 0 }]));
  const run = (name: K, milliseconds: number): void => {
    const start = performance.now();
    const before = processorTime();
    let n = 0;
    while (performance.now() - start < milliseconds) steps[name](n++);
    const sum = total.get(name);
    if (sum === undefined) return;
    sum.n += n;
    sum.milliseconds += processorTime() - before;
  };
  for (const name of names) run(name, 1000);
  for (const name of names) total.set(name, { n: 0, milliseconds: 0 });
  for (let i = 0; i < seconds * 5; i++) for (const name of names) run(name, 200);
  return Object.fromEntries(
    [...total].map(([name, { n, milliseconds }]) => [name, (n * 1000) / milliseconds]),
  ) as Record<K, number>;
}

/** One verdict with its certificate. Returns whether the host passed. */
function judge({ evidence, challenge }: Answer, trust: Trust): boolean {
  const verdict = appraise(evidence, challenge, trust);
  if (verdict.identity === null) return false;
  issuer.issue({ key: verdict.identity.encryption, use: 'encryption', hostName: 'hv-0001', at });
  return true;
}

/**
 * The events whose data a verdict has to hash: of the PCRs that facts are read from, but those after
 * a separator and the separators themselves, which are known by their digest.
 */
function recheckedIn(log: UnprovenEventLog): readonly Uint8Array[] {
  const ended = new Set<number>();
  const data: Uint8Array[] = [];
  for (const event of log.events) {
    if (![7, 12, 13, 14].includes(event.pcr) || ended.has(event.pcr)) continue;
    if (event.type !== eventType.EV_SEPARATOR) data.push(event.data);
    else if (event.pcr !== 7) ended.add(event.pcr);
  }
  return data;
}

/** The work that cannot be saved, for one answer: verify the signature, extend, hash the data. */
function floorOf({ evidence }: Answer): () => void {
  const publicArea = decode(tpmtPublic, evidence.akPublic);
  const signature = decode(tpmtSignature, evidence.quoteSignature);
  if (signature.sigAlg !== 'ecdsa') throw new Error('the quote is not signed by ECDSA');
  const raw = concat(padTo(32, signature.signatureR), padTo(32, signature.signatureS));
  const ak: KeyObject = createPublicKey({
    key: Buffer.from(publicKeySpki(publicArea)),
    format: 'der',
    type: 'spki',
  });
  const log: UnprovenEventLog = parseEventLog(evidence.eventLog);
  const quoted: readonly number[] = quotedPcrs;
  const extends_ = log.events.filter(
    (event) => quoted.includes(event.pcr) && event.type !== eventType.EV_NO_ACTION,
  ).length;
  const data = recheckedIn(log);
  const pair = new Uint8Array(64);
  const values = new Uint8Array(32 * quoted.length);
  return () => {
    if (!verify('sha256', evidence.quoteAttest, { key: ak, dsaEncoding: 'ieee-p1363' }, raw))
      throw new Error('the quote does not verify');
    for (let i = 0; i < extends_; i++) hashOnce('sha256', pair, 'binary');
    for (const each of data) hashOnce('sha256', each, 'binary');
    hashOnce('sha256', values, 'binary');
  };
}

/** What a certificate cannot save: its signature. */
const toSign = new Uint8Array(600).fill(0x30);
const privateKey = createPrivateKey({
  key: Buffer.from(signerKey.privateKey),
  format: 'der',
  type: 'pkcs8',
});

async function measure(measurements: readonly EventToWrite[]) {
  const answers = await answersTo(measurements);
  const [first] = answers;
  if (first === undefined) throw new Error('no answers');
  const trust = trustIn(first.evidence.eventLog);
  const floors = answers.map(floorOf);
  const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] ?? fail();
  const passed = answers.filter((answer) => judge(answer, trust)).length;
  const unknown = answers.map(({ evidence: { attestationKey: _, ...evidence }, challenge }) => ({
    evidence,
    challenge,
  }));
  const rates = ratesOf({
    verdicts: (i) => void judge(pick(answers, i), trust),
    firstVerdicts: (i) => void judge(pick(unknown, i), trust),
    limit: (i) => pick(floors, i)(),
    limitWithSigning: (i) => {
      pick(floors, i)();
      sign('sha256', toSign, privateKey);
    },
  });
  const events = parseEventLog(first.evidence.eventLog).events.length;
  return { ...rates, passed, events, bytes: first.evidence.eventLog.length };
}

function fail(): never {
  throw new Error('an empty list');
}

const share = (part: number, of: number): number => Math.round((part / of) * 1000) / 1000;
const round = (value: number): number => Math.round(value);
const windows = await measure(windowsBoot());
if (windows.passed !== hosts) throw new Error(`only ${windows.passed} of ${hosts} hosts passed`);
const line = (name: string, of: typeof windows): void =>
  console.log(
    `${name.padEnd(28)} ${String(of.events).padStart(4)} events ${String(of.bytes).padStart(6)} B ` +
      `${String(round(of.verdicts)).padStart(6)} verdicts/s, limit ${String(round(of.limit)).padStart(6)}/s`,
  );
line('Windows boot, certificate', windows);
const linux = existsSync(realLog) ? await measure(linuxBoot()) : null;
if (linux !== null) line('real Linux log, refused', linux);
console.log(
  JSON.stringify({
    bench: 'attestation',
    figures: {
      verdictsPerSecond: round(windows.verdicts),
      firstVerdictsPerSecond: round(windows.firstVerdicts),
      limitPerSecond: round(windows.limit),
      limitWithSigningPerSecond: round(windows.limitWithSigning),
      ...(linux === null ? {} : { realLogVerdictsPerSecond: round(linux.verdicts) }),
    },
    ratios: {
      ofLimit: share(windows.verdicts, windows.limit),
      ofLimitWithSigning: share(windows.verdicts, windows.limitWithSigning),
    },
  }),
);
