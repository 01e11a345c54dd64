export { measurementsOf } from './boot/boot-chain.ts';
export type { BootContext } from './boot/boot-step.ts';
export { type HostConfiguration, secureConfiguration } from './model/host-configuration.ts';
export { fabricDomain, type HostIdentity, hostIdentity, tpmSeed } from './model/host-identity.ts';
export { bootHostTpm, type HostTpm } from './tpm/host-tpm.ts';
export { createTpmManufacturer, type TpmManufacturer } from './tpm/manufacturer.ts';
export { generateVsmKeys, type VsmKeys } from './tpm/vsm-keys.ts';
