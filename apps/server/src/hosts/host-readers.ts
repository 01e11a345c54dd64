import {
  type AttestationStatusName,
  type AttestationSubstatus,
  attestationStatus,
  attestationSubstatus,
} from '@gatehouse/contracts';
import {
  attestationStatusNames,
  attestationSubstatusOf,
  type HgsClientState,
  type HostConnection,
  HostFailure,
  type Reading,
} from '@gatehouse/fabric';
import type { HgsClientReading, HostReadings } from '../health/readings.ts';
import {
  deviceOf,
  endorsementKeyIn,
  endorsementKeyView,
  readCapabilities,
} from './tpm-readings.ts';

type Values = { readonly [K in keyof HostReadings]: NonNullable<HostReadings[K]> };
type Part = Exclude<keyof HostReadings, 'reachability'>;

/** When the reading was made, now. */
export type Clock = () => Date;

/** Reads one part of a host into the form that is folded and kept. */
export type PartReader<P extends Part> = (
  connection: HostConnection,
  clock: Clock,
  signal?: AbortSignal,
) => Promise<Values[P]>;

/** WMI numbers and bits → names. An unknown status is Unknown, an unknown bit is left out: neither is good. */
export const hgsClientReadingOf = (state: HgsClientState): HgsClientReading => ({
  mode: state.mode,
  isHostGuarded: state.isHostGuarded,
  attestationServerUrl: state.attestationServerUrl,
  keyProtectionServerUrl: state.keyProtectionServerUrl,
  fallbackAttestationServerUrls: [...state.fallbackAttestationServerUrls],
  fallbackKeyProtectionServerUrls: [...state.fallbackKeyProtectionServerUrls],
  lastAttestationServerUrl: lastUrlOf(state),
  attestationStatus: statusOf(state.attestationStatus),
  attestationSubstatus: attestationSubstatusOf(state.attestationSubstatus).names.flatMap(
    substatusOf,
  ),
});

const lastUrlOf = (state: HgsClientState & { readonly lastAttestationServerUrl?: string | null }) =>
  state.lastAttestationServerUrl ?? null;

const statusOf = (value: number): AttestationStatusName => {
  const name = attestationStatus.safeParse(attestationStatusNames.get(value));
  return name.success ? name.data : 'Unknown';
};

const substatusOf = (name: string): readonly AttestationSubstatus[] => {
  const known = attestationSubstatus.safeParse(name);
  return known.success ? [known.data] : [];
};

/** A class that the host does not have is a finding, not a failure to read. */
const orAbsent = async <T>(read: () => Promise<Reading<T>>): Promise<Reading<T | null>> => {
  const started = performance.now();
  try {
    return await read();
  } catch (error) {
    if (error instanceof HostFailure && error.code === 'class-missing') {
      return { value: null, milliseconds: performance.now() - started };
    }
    throw error;
  }
};

const stamped = async <T, U>(
  clock: Clock,
  read: () => Promise<Reading<T>>,
  project: (value: NonNullable<T>) => U | null,
) => {
  const { value, milliseconds } = await orAbsent(read);
  return {
    at: clock().toISOString(),
    milliseconds,
    value: value === null || value === undefined ? null : project(value),
  };
};

/** How each part of a host is read: one call to it each. */
export const partReaders: { readonly [P in Part]: PartReader<P> } = {
  hgsClient: (connection, clock, signal) =>
    stamped(clock, () => connection.readHgsClient(options(signal)), hgsClientReadingOf),
  services: (connection, clock, signal) =>
    stamped(
      clock,
      () => connection.readServices(undefined, options(signal)),
      (services) => services.map(({ name, state, startMode }) => ({ name, state, startMode })),
    ),
  deviceGuard: (connection, clock, signal) =>
    stamped(
      clock,
      () => connection.readDeviceGuard(options(signal)),
      (state) => ({
        virtualizationBasedSecurity: state.virtualizationBasedSecurity,
        codeIntegrity: state.codeIntegrityPolicy,
        secureBoot: state.secureBoot,
      }),
    ),
  operatingSystem: (connection, clock, signal) =>
    stamped(
      clock,
      () => connection.readOperatingSystem(options(signal)),
      (system) => ({
        caption: system.caption,
        build: system.build,
        // By our clock: it is compared with when something was done to the host.
        bootedAt: bootedAtOf(system.bootedAt, system.clockDifferenceSeconds),
        clockDifferenceSeconds: system.clockDifferenceSeconds,
      }),
    ),
  tpm: (connection, clock, signal) =>
    stamped(
      clock,
      () => connection.readTpm(options(signal)),
      (tpm) => ({
        manufacturer: tpm.manufacturer,
        specVersion: tpm.specVersion,
        ready: tpm.enabled && tpm.activated,
        device: deviceOf(tpm),
      }),
    ),
  tpmCapabilities: (connection, clock, signal) =>
    stamped(
      clock,
      () => readCapabilities(connection, options(signal)),
      (value) => value,
    ),
  platformIdentifier: (connection, clock, signal) =>
    stamped(
      clock,
      () => connection.readPlatformIdentifier(options(signal)),
      (identifier) => {
        const key = endorsementKeyIn(identifier);
        return key === null ? null : { ekHash: key.hash, endorsementKey: endorsementKeyView(key) };
      },
    ),
  codeIntegrityPolicyFile: (connection, clock, signal) =>
    stamped(
      clock,
      () => connection.readDeployedCodeIntegrityPolicyHash(options(signal)),
      (sha256) => ({ sha256 }),
    ),
};

const bootedAtOf = (bootedAt: Date | null, clockDifferenceSeconds: number | null): string | null =>
  bootedAt === null
    ? null
    : new Date(bootedAt.getTime() - Math.round((clockDifferenceSeconds ?? 0) * 1000)).toISOString();

const options = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
