import { type HostConnection, HostFailure } from '@gatehouse/fabric';
import type { Tier } from '../health/fold-input.ts';
import type { HostReadings, Reachability } from '../health/readings.ts';
import { type Clock, partReaders } from './host-readers.ts';

export interface TierOutcome {
  readonly readings: Partial<HostReadings>;
  /** Whether WinRM answered. */
  readonly reachable: boolean;
  /** What failed although the host answered. */
  readonly failures: readonly Error[];
}

type Part = keyof typeof partReaders;

/** What each tier reads beyond reachability, which every round starts with. */
const partsOfTier: Readonly<Record<Tier, readonly Part[]>> = {
  reachability: [],
  services: ['hgsClient', 'services'],
  platform: [
    'operatingSystem',
    'deviceGuard',
    'tpm',
    'tpmCapabilities',
    'platformIdentifier',
    'codeIntegrityPolicyFile',
  ],
};

/**
 * Reads some tiers of a host. A failure of the network ends the round and becomes its reachability; a
 * part that cannot be read for another reason keeps its last value and grows old.
 */
export const readTiers = async (
  connection: HostConnection,
  tiers: ReadonlySet<Tier>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<TierOutcome> => {
  const { reachability } = await readReachability(connection, clock, signal);
  const readings: Partial<HostReadings> = { reachability };
  if (reachability.failure !== null) return { readings, reachable: false, failures: [] };
  const failures: Error[] = [];
  for (const part of [...tiers].flatMap((tier) => partsOfTier[tier])) {
    try {
      Object.assign(readings, { [part]: await partReaders[part](connection, clock, signal) });
    } catch (error) {
      const lost = unreachableBy(error, clock);
      if (lost !== null) {
        return { readings: { ...readings, reachability: lost }, reachable: false, failures };
      }
      failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { readings, reachable: true, failures };
};

/** Identify with the account: reachable means reachable by us. */
export const readReachability = async (
  connection: HostConnection,
  clock: Clock,
  signal?: AbortSignal,
): Promise<{ readonly reachability: Reachability }> => {
  try {
    const { value, milliseconds } = await connection.identify(
      signal === undefined ? {} : { signal },
    );
    const at = clock().toISOString();
    const { productVersion } = value;
    return { reachability: { at, milliseconds, productVersion, failure: null } };
  } catch (error) {
    const failed = failureOf(error, clock);
    if (failed === null) throw error;
    return { reachability: failed };
  }
};

/** The reachability that a failure shows; null if the host answered all the same. */
const unreachableBy = (error: unknown, clock: Clock): Reachability | null =>
  error instanceof HostFailure && error.answered && error.code !== 'access-denied'
    ? null
    : failureOf(error, clock);

const failureOf = (error: unknown, clock: Clock): Reachability | null => {
  if (!(error instanceof HostFailure) || error.code === 'aborted') return null;
  return {
    at: clock().toISOString(),
    milliseconds: null,
    productVersion: null,
    failure: { causeCode: error.causeCode, detail: error.message },
  };
};
