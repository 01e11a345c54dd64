export { measurementsOf } from './boot/boot-chain.ts';
export type { BootContext } from './boot/boot-step.ts';
export { createHostListener, hostHeaderName } from './fabric/host-listener.ts';
export { fabricPolicy, untrustedPolicy } from './fabric/policies.ts';
export {
  openSimulatedFabric,
  type SimulatedFabric,
  type SimulatedFabricOptions,
} from './fabric/simulated-fabric.ts';
export { createTurns } from './fabric/turns.ts';
export { attest, type HgsExchange, type HgsHttpRequest } from './hgs-client/attest.ts';
export type { SimulatedHost } from './host/simulated-host.ts';
export type { Timing, UrlReach } from './host/surroundings.ts';
export { type HostConfiguration, secureConfiguration } from './model/host-configuration.ts';
export { fabricDomain, type HostIdentity, hostIdentity, tpmSeed } from './model/host-identity.ts';
export { type AttestingTpm, bootHostTpm, bootTpm, type HostTpm } from './tpm/host-tpm.ts';
export { createTpmManufacturer, type TpmManufacturer } from './tpm/manufacturer.ts';
export { NoTpm20Error, type TpmKind } from './tpm/tpm-kind.ts';
export {
  describeDevice,
  type TpmDevice,
  type TpmSupply,
  type WantedTpm,
} from './tpm/tpm-supply.ts';
export { generateVsmKeys, publicVsmKeyOf, type VsmKeys } from './tpm/vsm-keys.ts';
export type { HostCredentials } from './wsman/host-endpoint.ts';
