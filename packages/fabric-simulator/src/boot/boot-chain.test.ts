import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  baselineOf,
  claimedBootFactsOf,
  digestMatches,
  encodeEventLog,
  type MeasuredSiPolicy,
  matchBaseline,
  parseEventLog,
  proveEventLog,
  replayEventLog,
} from '@gatehouse/measured-boot';
import { describe, expect, test } from 'vitest';
import { derive } from '../model/derive.ts';
import { type HostConfiguration, secureConfiguration } from '../model/host-configuration.ts';
import { hostIdentity } from '../model/host-identity.ts';
import { measurementsOf } from './boot-chain.ts';
import { measuredBanks } from './boot-step.ts';

const key = (fill: number) => ({
  modulus: new Uint8Array(256).fill(fill),
  exponent: Uint8Array.of(1, 0, 1),
});
const policy: MeasuredSiPolicy = {
  name: 'SiPolicy.p7b',
  version: '10.2.0.0',
  digestAlgorithm: 'sha256',
  digest: new Uint8Array(32).fill(5),
};

const logOf = (number: number, changes: Partial<HostConfiguration> = {}, bootCount = 3) => {
  const configuration = { ...secureConfiguration, ...changes };
  const events = measurementsOf({
    host: hostIdentity('seed', number),
    configuration,
    policy,
    vsmKeys: configuration.vbs ? { encryption: key(0xc1), signing: key(0xd1) } : null,
    bootCount,
    ofThisBoot: (purpose, length) => derive('seed', `${number} ${bootCount} ${purpose}`, length),
  });
  return parseEventLog(encodeEventLog({ banks: measuredBanks, events }));
};
const pcrsOf = (log: ReturnType<typeof logOf>) =>
  Object.fromEntries([...(replayEventLog(log).get('sha256') ?? [])].map(([n, v]) => [n, toHex(v)]));

/** Which PCRs differ between two boots. */
const changed = (a: ReturnType<typeof logOf>, b: ReturnType<typeof logOf>): number[] => {
  const [left, right] = [pcrsOf(a), pcrsOf(b)];
  return Object.keys(left)
    .map(Number)
    .filter((pcr) => left[pcr] !== right[pcr]);
};

describe('the log of a simulated boot', () => {
  test('says what a healthy host is', () => {
    expect(claimedBootFactsOf(logOf(1))).toMatchObject({
      secureBoot: true,
      debug: false,
      testSigning: false,
      codeIntegrity: true,
      siPolicies: [policy],
      vsmLaunch: true,
      vsmIdk: key(0xc1),
      vsmIdks: key(0xd1),
      iommu: true,
      hvci: true,
      hibernationDisabled: true,
      dumpsDisabled: true,
      pagefileEncryption: true,
      bitlockerUnlock: 4,
      fullBoot: true,
      unaccounted: [],
      unfinished: [],
    });
  });

  test('is clean: no quirks, and digests of the data wherever an event is its data', () => {
    const log = logOf(1);
    expect(log.quirks).toEqual([]);
    expect(log.events.filter((event) => digestMatches(event, 'sha256') === false)).toEqual([]);
  });

  test('is the same for the same boot; another boot differs in PCR 12 alone', () => {
    expect(changed(logOf(1), logOf(1))).toEqual([]);
    expect(changed(logOf(1), logOf(1, {}, 4))).toEqual([12]);
  });

  test('two hosts of one product line differ where disks and addresses are measured', () => {
    expect(changed(logOf(1), logOf(2))).toEqual([1, 5, 12]);
  });

  test.each<[Partial<HostConfiguration>, number[], object]>([
    [{ secureBoot: false }, [7, 12], { secureBoot: false }],
    [{ kernelDebug: true }, [12, 13], { debug: true, kernelDebugging: true }],
    [{ bootManager: 'tampered' }, [4, 12, 13], { secureBoot: true, debug: false }],
    [{ iommu: false }, [12], { iommu: false }],
    [{ hvci: false }, [12], { hvci: false }],
    [{ vbs: false }, [12, 13], { vsmIdk: null, vsmLaunch: false }],
    [{ resumed: true }, [12], { fullBoot: false }],
    [{ pagefileEncryption: false }, [12], { pagefileEncryption: false }],
    [{ dumpsDisabled: false }, [12], { dumpsDisabled: false, dumpEncryption: false }],
    [{ hibernationDisabled: false }, [12], { hibernationDisabled: false }],
    [{ bitLocker: false }, [12], { bitlockerUnlock: 0 }],
  ])('%o changes the PCRs %o and the facts with them', (change, pcrs, facts) => {
    const log = logOf(1, change);
    expect(changed(logOf(1), log)).toEqual(pcrs);
    expect(claimedBootFactsOf(log)).toMatchObject(facts);
  });
});

const attestedPcrs = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14];

const proven = (log: ReturnType<typeof logOf>) => {
  const values = replayEventLog(log).get('sha256');
  const digest = hash('sha256', ...attestedPcrs.map((pcr) => values?.get(pcr) ?? new Uint8Array()));
  const proof = proveEventLog(log, { bank: 'sha256', pcrs: attestedPcrs, pcrDigest: digest });
  if (proof.kind !== 'proven') throw new Error(proof.kind);
  return proof.log;
};

describe('baselines of simulated boots', () => {
  const baseline = baselineOf(logOf(1), 'sha256');
  const match = (...of: Parameters<typeof logOf>) => matchBaseline(baseline, proven(logOf(...of)));

  test('are shared by hosts of one product line, and by every boot of them', () => {
    expect(match(1, {}, 9).matches).toBe(true);
    expect(match(2).matches).toBe(true);
  });

  test('are another one for another firmware or model', () => {
    expect(match(6).matches).toBe(false);
    expect(match(8).matches).toBe(false);
  });

  test.each<[Partial<HostConfiguration>, number]>([
    [{ bootManager: 'tampered' }, 4],
    [{ secureBoot: false }, 7],
  ])('%o is seen as a difference in PCR %d', (change, pcr) => {
    expect(match(1, change)).toMatchObject({ matches: false, first: { pcr } });
  });
});
