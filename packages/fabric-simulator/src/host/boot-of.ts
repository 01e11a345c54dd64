import { fromBase64, toBase64, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { publicKeySpki } from '@gatehouse/tpm';
import type { BootContext } from '../boot/boot-step.ts';
import { changedBoot, changesOf } from '../boot/changes/boot-changes.ts';
import { derive } from '../model/derive.ts';
import type { HostIdentity } from '../model/host-identity.ts';
import type { HostState } from '../state/host-state.ts';
import { bootDevice, type HostTpm } from '../tpm/host-tpm.ts';
import { createTpmManufacturer } from '../tpm/manufacturer.ts';
import { encodeSha1EventLog } from '../tpm/sha1-event-log.ts';
import { publicVsmKeyOf } from '../tpm/vsm-keys.ts';
import { activePolicyOf } from './measured-policy.ts';
import type { Surroundings } from './surroundings.ts';

/** The identity keys of virtual secure mode, made when they are first needed. */
export async function vsmKeysOf(
  state: HostState,
  surroundings: Surroundings,
): Promise<NonNullable<HostState['vsmKeys']>> {
  if (state.vsmKeys !== null) return state.vsmKeys;
  const keys = await surroundings.newVsmKeys();
  return {
    encryption: toBase64(keys.encryption.privateKey),
    signing: toBase64(keys.signing.privateKey),
  };
}

/** The certificate of a TPM from a maker that no HGS trusts by itself. */
const foreignCertificate = (publicKey: Uint8Array): Uint8Array =>
  createTpmManufacturer('a maker that nobody knows').certify(
    publicKey,
    toHex(hash('sha256', publicKey)),
  );

type BootState = HostState & { readonly vsmKeys: NonNullable<HostState['vsmKeys']> };

/** What the boot that a host runs measures. The same state gives the same boot. */
function measuredBoot(
  host: HostIdentity,
  state: BootState,
  { seed, files }: Surroundings,
): ReturnType<typeof changedBoot> {
  const { bootedConfiguration: configuration, bootCount, vsmKeys } = state;
  const publicKey = (privateKey: string) => publicVsmKeyOf(fromBase64(privateKey));
  const contextOf = (count: number): BootContext => ({
    host,
    configuration,
    policy: activePolicyOf(state.bootedPolicy, files)?.measured ?? null,
    vsmKeys: configuration.vbs
      ? { encryption: publicKey(vsmKeys.encryption), signing: publicKey(vsmKeys.signing) }
      : null,
    bootCount: count,
    ofThisBoot: (purpose, length) =>
      derive(seed, `${host.computerName} boot ${count} ${purpose}`, length),
    before: () => contextOf(count - 1),
  });
  return changedBoot(contextOf(bootCount), changesOf(state.bootedChanges));
}

/** The log of a host with a TPM 1.2. */
export const sha1LogOf = (
  host: HostIdentity,
  state: BootState,
  surroundings: Surroundings,
): Uint8Array => encodeSha1EventLog(measuredBoot(host, state, surroundings).measurements);

/** Measures the boot that a host runs into its TPM. */
export async function bootOf(
  host: HostIdentity,
  state: BootState,
  surroundings: Surroundings,
): Promise<HostTpm> {
  const { tpm } = state;
  const boot = measuredBoot(host, state, surroundings);
  const device = await surroundings.tpmsOf(host).powerOn({
    host,
    generation: tpm.generation,
    state: tpm.state === null ? null : fromBase64(tpm.state),
  });
  const booted = await bootDevice(device, boot.measurements);
  for (const { pcr, digest } of boot.afterwards)
    await booted.client.pcrExtend(pcr, [{ hash: 'sha256', digest }]);
  return {
    ...booted,
    ...(boot.eventLog !== null && { eventLog: boot.eventLog }),
    ...(changesOf(state.bootedChanges).some((change) => change.foreignCertificate) && {
      ekCertificate: foreignCertificate(publicKeySpki(booted.keys.ek.public)),
    }),
  };
}
