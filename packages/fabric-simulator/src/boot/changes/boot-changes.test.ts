import {
  appraise,
  type Challenge,
  type EarlierLog,
  endorsementKeyOf,
  policyTable,
  quotedBank,
  quotedPcrs,
  type Trust,
} from '@gatehouse/attestation';
import { encode, toBase64, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { bootCauses, simulatorFaults } from '@gatehouse/contracts';
import { baselineOf, parseEventLog } from '@gatehouse/measured-boot';
import { parseCertificate, verifyPath } from '@gatehouse/pki';
import { activateWithKeys, makeCredential, nameOf, tpmtPublic } from '@gatehouse/tpm';
import { beforeAll, describe, expect, test } from 'vitest';
import { fabricPolicy } from '../../fabric/policies.ts';
import { bootOf } from '../../host/boot-of.ts';
import { secureConfiguration } from '../../model/host-configuration.ts';
import { hostIdentity } from '../../model/host-identity.ts';
import { freshState } from '../../state/host-state.ts';
import { createManualWorld } from '../../testing/manual-surroundings.ts';
import type { HostTpm } from '../../tpm/host-tpm.ts';
import { createTpmManufacturer } from '../../tpm/manufacturer.ts';
import { generateVsmKeys } from '../../tpm/vsm-keys.ts';
import type { BootChange, Expectation } from './boot-change.ts';
import { type BootChangeName, bootChanges, changedConfiguration } from './boot-changes.ts';

const { surroundings } = createManualWorld(async () => '');
const policy = surroundings.files.put(fabricPolicy());
const at = new Date('2026-11-23T12:00:00Z');
const manufacturer = createTpmManufacturer(surroundings.seed);
const anchors = [parseCertificate(manufacturer.rootCertificate)];
const host = hostIdentity('a fabric', 1);
const changes: Readonly<Record<BootChangeName, BootChange>> = bootChanges;
const names = Object.keys(changes) as BootChangeName[];

let vsmKeys: { readonly encryption: string; readonly signing: string };
let trust: Trust;
/** The log that the host proved at its last start. */
let earlierLog: Uint8Array;
beforeAll(async () => {
  const { encryption, signing } = await generateVsmKeys();
  vsmKeys = { encryption: toBase64(encryption.privateKey), signing: toBase64(signing.privateKey) };
  const healthy = parseEventLog((await boot([])).eventLog);
  const other = parseEventLog((await boot([], { number: 8 })).eventLog);
  earlierLog = (await boot([], { bootsBefore: 1 })).eventLog;
  const states = Object.fromEntries(policyTable.map(({ name, state }) => [name, state]));
  trust = {
    tpm: { name: host.name, withoutCertificate: false },
    baselines: [
      { name: 'another model', ...baselineOf(other, quotedBank) },
      { name: 'this model', ...baselineOf(healthy, quotedBank) },
    ],
    codeIntegrityPolicies: [{ name: 'fabric', digests: [policy] }],
    dumpKeys: [],
    policies: states as Trust['policies'],
  };
});

function boot(
  bootedChanges: readonly BootChangeName[],
  { number = 1, bootsBefore = 0 } = {},
): Promise<HostTpm> {
  const fresh = freshState(host, at.getTime());
  return bootOf(
    number === 1 ? host : hostIdentity('a fabric', number),
    {
      ...fresh,
      bootCount: fresh.bootCount - bootsBefore,
      bootedConfiguration: changedConfiguration(
        secureConfiguration,
        bootedChanges.map((name) => changes[name]),
      ),
      bootedChanges: [...bootedChanges],
      bootedPolicy: policy,
      vsmKeys,
    },
    surroundings,
  );
}

/** One attestation over TPM commands: credential, quote over a nonce, log. */
async function attest(
  tpm: HostTpm,
  policies: Expectation['policies'],
  proven = { eventLog: earlierLog, resetCount: 0 },
) {
  const endorsementKey = endorsementKeyOf(tpm.ekCertificate);
  const akPublic = encode(tpmtPublic, tpm.keys.ak.public);
  const challenge: Challenge = {
    ekHash: endorsementKey.hash,
    akPublic,
    secret: hash('sha256', akPublic),
    nonce: hash('sha256', tpm.eventLog),
    known: [],
  };
  const credential = makeCredential({
    ekPublic: endorsementKey.public,
    akName: nameOf(tpm.keys.ak.public),
    secret: challenge.secret,
  });
  const activatedSecret = await activateWithKeys(tpm.client, tpm.keys, credential);
  const attestationKeyName = toHex(nameOf(tpm.keys.ak.public));
  const earlier: EarlierLog = { ...proven, attestationKeyName };
  const quote = await tpm.client.quote(tpm.keys.ak.handle, challenge.nonce, {
    hash: quotedBank,
    pcrs: quotedPcrs,
  });
  return appraise(
    {
      endorsementKey,
      hostName: null,
      endorsementKeyPath: verifyPath(parseCertificate(tpm.ekCertificate), { anchors, at }),
      akPublic,
      activatedSecret,
      quoteAttest: quote.attest,
      quoteSignature: quote.signature,
      eventLog: tpm.eventLog,
      earlier,
    },
    challenge,
    { ...trust, policies: { ...trust.policies, ...policies } },
  );
}

test('a host without a change passes', async () => {
  expect(await attest(await boot([]), {})).toMatchObject({ status: 'Passed', explanation: null });
});

describe('HGS explains a change by its cause, first event, remedy and who can', () => {
  test.each(names)('%s', async (name) => {
    const { cause, who, at: place, pcr, policies } = changes[name].expected;
    const tpm = await boot([name]);
    const { status, explanation } = await attest(tpm, policies);
    if (cause === null) {
      expect({ status, explanation }).toEqual({ status: 'Passed', explanation: null });
      return;
    }
    expect(status).not.toBe('Passed');
    expect(explanation).toMatchObject({ cause, who, remedy: bootCauses[cause].remedy });
    expect(explanation?.sentence).not.toMatch(/[{}?]/);
    const shown = explanation?.event ?? null;
    const event = shown === null ? null : parseEventLog(tpm.eventLog).events[shown];
    expect(event && [event.pcr, event.typeName]).toEqual(place ?? null);
    expect(explanation?.pcr).toBe(place?.[0] ?? pcr ?? null);
  });
});

test('a register that is extended after the host has passed is told as that', async () => {
  const tpm = await boot([]);
  const { resetCount } = (await tpm.client.readClock()).clockInfo;
  const proven = { eventLog: tpm.eventLog, resetCount };
  expect((await attest(tpm, {}, proven)).status).toBe('Passed');
  const digest = hash('sha256', new Uint8Array(7));
  await tpm.client.pcrExtend(13, [{ hash: 'sha256', digest }]);
  const { explanation } = await attest(tpm, {}, proven);
  expect(explanation).toMatchObject({ cause: 'measured-since-proven', event: null, pcr: null });
});

test('every change can be injected, and is told apart from every other as far as one quote allows', () => {
  for (const name of names) expect(Object.hasOwn(simulatorFaults, name)).toBe(true);
  const causes = names.flatMap((name) => changes[name].expected.cause ?? []);
  const repeated = causes.filter((cause, i) => causes.indexOf(cause) !== i);
  expect(repeated).toEqual(['measured-after-log']);
  expect(causes.length).toBeGreaterThanOrEqual(40);
});
