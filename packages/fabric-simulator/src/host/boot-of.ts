import { fromBase64, toBase64, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { publicKeySpki } from '@gatehouse/tpm';
import { changedBoot, changesOf } from '../boot/changes/boot-changes.ts';
import { derive } from '../model/derive.ts';
import type { HostIdentity } from '../model/host-identity.ts';
import type { HostState } from '../state/host-state.ts';
import { bootDevice, type HostTpm } from '../tpm/host-tpm.ts';
import { createTpmManufacturer } from '../tpm/manufacturer.ts';
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

/** Measures the boot that a host runs into its TPM. The same state gives the same log. */
export async function bootOf(
  host: HostIdentity,
  state: HostState & { readonly vsmKeys: NonNullable<HostState['vsmKeys']> },
  surroundings: Surroundings,
): Promise<HostTpm> {
  const { seed, tpms, files } = surroundings;
  const { bootedConfiguration: configuration, bootCount, vsmKeys, tpm } = state;
  const publicKey = (privateKey: string) => publicVsmKeyOf(fromBase64(privateKey));
  const changes = changesOf(state.bootedChanges);
  const boot = changedBoot(
    {
      host,
      configuration,
      policy: activePolicyOf(state.bootedPolicy, files)?.measured ?? null,
      vsmKeys: configuration.vbs
        ? { encryption: publicKey(vsmKeys.encryption), signing: publicKey(vsmKeys.signing) }
        : null,
      bootCount,
      ofThisBoot: (purpose, length) =>
        derive(seed, `${host.computerName} boot ${bootCount} ${purpose}`, length),
    },
    changes,
  );
  const device = await tpms.powerOn({
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
    ...(changes.some((change) => change.foreignCertificate) && {
      ekCertificate: foreignCertificate(publicKeySpki(booted.keys.ek.public)),
    }),
  };
}
