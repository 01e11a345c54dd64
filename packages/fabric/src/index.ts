export {
  type AttestationSubstatusName,
  attestationStatusNames,
  attestationSubstatusBits,
  attestationSubstatusOf,
  attestationSubstatusValue,
} from './attestation-numbers.ts';
export type { CallOptions, ConnectHost, HostConnection, HostTarget } from './host-connection.ts';
export { HostFailure, type HostFailureCode, hostFailureCauses } from './host-failure.ts';
export type {
  CodeIntegrityMode,
  DeviceGuardState,
  HgsClientState,
  HgsUrlPair,
  Identity,
  OperatingSystem,
  PlatformIdentifier,
  Reading,
  ServiceState,
  TpmCapabilities,
  TpmState,
  UrlAnswer,
} from './readings.ts';
export { watchedServices } from './watched-services.ts';
