import { toHex } from '@gatehouse/bytes';
import { encodeReply } from '@gatehouse/hgs-protocol';
import { parseEventLog, replayEventLog } from '@gatehouse/measured-boot';
import { describe, expect, test } from 'vitest';
import type { HgsHttpRequest } from '../hgs-client/attest.ts';
import { SimulatedHost } from '../host/simulated-host.ts';
import { hostIdentity } from '../model/host-identity.ts';
import { freshState } from '../state/host-state.ts';
import { createManualWorld } from '../testing/manual-surroundings.ts';
import { NoTpm20Error } from './tpm-kind.ts';

const seen: HgsHttpRequest[] = [];
const { surroundings } = createManualWorld(async (request) => {
  seen.push(request);
  return encodeReply({
    kind: 'ServiceInfoReply',
    functionalLevel: 2,
    operationMode: 'tpm',
    supportedFunctionalLevels: [1, 2],
  });
});
const identity = hostIdentity(surroundings.seed, 24);
const hostWith = (tpmKind: 'tpm-1.2' | 'simulated') =>
  new SimulatedHost(identity, freshState(identity, surroundings.now()), {
    ...surroundings,
    tpmKindOf: () => tpmKind,
  });

describe('a host with a TPM 1.2', () => {
  test('has a log of SHA-1 only, which replays to what a TPM 2.0 has in its SHA-1 bank', async () => {
    const log = parseEventLog(await hostWith('tpm-1.2').eventLog());
    expect([log.format, log.banks]).toEqual(['sha1', ['sha1']]);
    const modern = parseEventLog(await hostWith('simulated').eventLog());
    for (const pcr of [0, 4, 7, 11])
      expect(toHex(replayEventLog(log).get('sha1')?.get(pcr) ?? new Uint8Array())).toBe(
        toHex(replayEventLog(modern).get('sha1')?.get(pcr) ?? new Uint8Array(1)),
      );
  });

  test('takes no command of TPM 2.0', async () => {
    await expect(hostWith('tpm-1.2').tpm()).rejects.toThrow(NoTpm20Error);
  });

  test('asks an HGS in TPM mode for nothing, and says that its hardware is not supported', async () => {
    const host = hostWith('tpm-1.2');
    const pair = {
      attestationServerUrl: 'http://hgs.test/Attestation',
      keyProtectionServerUrl: 'http://hgs.test/KeyProtection',
    };
    await host.setHgsClient({ mode: 'secure-hosting-service', primary: pair, fallback: null });
    expect(host.state.attestation).toMatchObject({
      status: 'TpmError',
      substatus: ['UnsupportedHardware'],
      operationMode: 'tpm',
    });
    expect(seen.map(({ method }) => method)).toEqual(['GET']);
  });
});
