import {
  type CodeIntegrityMode,
  type DeviceGuardState,
  type HgsClientState,
  HostFailure,
  type Identity,
  type OperatingSystem,
  type ServiceState,
  type TpmState,
} from '@gatehouse/fabric';
import {
  bigintProperty,
  booleanProperty,
  type CimInstance,
  dateProperty,
  type IdentifyResponse,
  instanceProperty,
  numberProperty,
  numbersProperty,
  textProperty,
  textsProperty,
} from '@gatehouse/wsman';

/** The classes that are read and called, with their namespaces. */
export const cimClass = {
  hgsClient: { namespace: 'root/Microsoft/Windows/Hgs', class: 'MSFT_HgsClientConfiguration' },
  service: { namespace: 'root/cimv2', class: 'Win32_Service' },
  operatingSystem: { namespace: 'root/cimv2', class: 'Win32_OperatingSystem' },
  deviceGuard: { namespace: 'root/Microsoft/Windows/DeviceGuard', class: 'Win32_DeviceGuard' },
  tpm: { namespace: 'root/cimv2/Security/MicrosoftTpm', class: 'Win32_Tpm' },
  codeIntegrity: { namespace: 'root/Microsoft/Windows/CI', class: 'PS_UpdateAndCompareCIPolicy' },
} as const;

/** Named columns keep the answers small; a whole Win32_Service is 1.3 KB. */
export const queries = {
  deviceGuard:
    'select AvailableSecurityProperties,CodeIntegrityPolicyEnforcementStatus,SecurityServicesRunning,UsermodeCodeIntegrityPolicyEnforcementStatus,VirtualizationBasedSecurityStatus from Win32_DeviceGuard',
  operatingSystem:
    'select BuildNumber,Caption,LastBootUpTime,LocalDateTime,Version from Win32_OperatingSystem',
  tpm: 'select IsActivated_InitialValue,IsEnabled_InitialValue,IsOwned_InitialValue,ManufacturerIdTxt,ManufacturerVersion,ManufacturerVersionInfo,SpecVersion from Win32_Tpm',
} as const;

/** Service names have no characters that WQL would have to escape; others are refused. */
export function serviceQuery(names: readonly string[]): string {
  const wrong = names.find((name) => !/^[A-Za-z0-9_.$ -]{1,256}$/.test(name));
  if (wrong !== undefined || names.length === 0)
    throw new RangeError(`not the name of a service: ${wrong ?? ''}`);
  const each = names.map((name) => `Name='${name}'`).join(' or ');
  return `select Name,StartMode,State from Win32_Service where ${each}`;
}

export function identityOf({ productVendor, productVersion }: IdentifyResponse): Identity {
  const os = /OS: (\d+\.\d+\.\d+)/.exec(productVersion)?.[1] ?? null;
  const stackVersion = /Stack: (\d+\.\d+)/.exec(productVersion)?.[1] ?? null;
  return { productVendor, productVersion, osVersion: os === '0.0.0' ? null : os, stackVersion };
}

const modes = ['unknown', 'local', 'secure-hosting-service'] as const;
const operationModes = ['unknown', 'tpm', 'active-directory', 'host-key'] as const;

/** MSFT_HgsClientConfiguration in the cmdletOutput of its methods. */
export function hgsClientOf(answer: CimInstance): HgsClientState {
  const state = instanceProperty(answer, 'cmdletOutput');
  if (state === null) throw new HostFailure('malformed', 'The HGS client told no state.');
  const url = (name: string): string | null => textProperty(state, name)?.trim() || null;
  return {
    mode: modes[numberProperty(state, 'Mode') ?? 0] ?? 'unknown',
    isHostGuarded: booleanProperty(state, 'IsHostGuarded') ?? false,
    attestationServerUrl: url('AttestationServerUrl'),
    keyProtectionServerUrl: url('KeyProtectionServerUrl'),
    fallbackAttestationServerUrls: textsProperty(state, 'FallbackAttestationServerUrl'),
    fallbackKeyProtectionServerUrls: textsProperty(state, 'FallbackKeyProtectionServerUrl'),
    lastAttestationServerUrl: url('LastAttestationServerUrl'),
    attestationOperationMode:
      operationModes[numberProperty(state, 'AttestationOperationMode') ?? 0] ?? 'unknown',
    attestationStatus: numberProperty(state, 'AttestationStatus') ?? 1,
    attestationSubstatus: bigintProperty(state, 'AttestationSubstatus') ?? 0n,
  };
}

export const servicesOf = (rows: readonly CimInstance[]): readonly ServiceState[] =>
  rows.map((row) => ({
    name: textProperty(row, 'Name') ?? '',
    state: textProperty(row, 'State') ?? 'Unknown',
    startMode: textProperty(row, 'StartMode') ?? 'Unknown',
  }));

const enforcement: readonly CodeIntegrityMode[] = ['off', 'audit', 'enforced'];
const vbs = ['off', 'enabled', 'running'] as const;
/** SecurityServicesRunning and AvailableSecurityProperties (learn, Win32_DeviceGuard). */
const hypervisorEnforcedCodeIntegrity = 2;
const secureBoot = 2;
const dmaProtection = 3;

export function deviceGuardOf(rows: readonly CimInstance[]): DeviceGuardState {
  const row = only(rows, 'Win32_DeviceGuard');
  const running = numbersProperty(row, 'SecurityServicesRunning');
  const available = numbersProperty(row, 'AvailableSecurityProperties');
  const mode = (name: string): CodeIntegrityMode =>
    enforcement[numberProperty(row, name) ?? -1] ?? 'unknown';
  return {
    virtualizationBasedSecurity:
      vbs[numberProperty(row, 'VirtualizationBasedSecurityStatus') ?? -1] ?? 'unknown',
    codeIntegrityPolicy: mode('CodeIntegrityPolicyEnforcementStatus'),
    userModeCodeIntegrityPolicy: mode('UsermodeCodeIntegrityPolicyEnforcementStatus'),
    hypervisorEnforcedCodeIntegrity: running.includes(hypervisorEnforcedCodeIntegrity),
    secureBoot: available.includes(secureBoot),
    dmaProtection: available.includes(dmaProtection),
    securityServicesRunning: running,
    availableSecurityProperties: available,
  };
}

/** `at`: our clock in the middle of the request, milliseconds since 1970. */
export function operatingSystemOf(rows: readonly CimInstance[], at: number): OperatingSystem {
  const row = only(rows, 'Win32_OperatingSystem');
  const localTime = dateProperty(row, 'LocalDateTime');
  return {
    caption: textProperty(row, 'Caption')?.trim() ?? '',
    version: textProperty(row, 'Version') ?? '',
    build: textProperty(row, 'BuildNumber') ?? '',
    bootedAt: dateProperty(row, 'LastBootUpTime'),
    localTime,
    clockDifferenceSeconds: localTime === null ? null : (localTime.getTime() - at) / 1000,
  };
}

export function tpmOf(rows: readonly CimInstance[]): TpmState | null {
  const [row] = rows;
  if (row === undefined) return null;
  const text = (name: string): string => textProperty(row, name)?.replaceAll('\0', '').trim() ?? '';
  const [specVersion = '', specLevel, specRevision] = text('SpecVersion')
    .split(',')
    .map((item) => item.trim());
  return {
    manufacturer: text('ManufacturerIdTxt'),
    manufacturerVersion: text('ManufacturerVersion'),
    model: text('ManufacturerVersionInfo'),
    specVersion,
    specLevel: specLevel ?? null,
    specRevision: specRevision ?? null,
    enabled: booleanProperty(row, 'IsEnabled_InitialValue') ?? false,
    activated: booleanProperty(row, 'IsActivated_InitialValue') ?? false,
    owned: booleanProperty(row, 'IsOwned_InitialValue') ?? false,
  };
}

function only(rows: readonly CimInstance[], className: string): CimInstance {
  const [row] = rows;
  if (row === undefined)
    throw new HostFailure('malformed', `The host has no instance of ${className}.`);
  return row;
}
