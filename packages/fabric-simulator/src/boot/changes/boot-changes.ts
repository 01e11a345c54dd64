import { type EventToWrite, encodeEventLog, eventDigests } from '@gatehouse/measured-boot';
import type { HostConfiguration } from '../../model/host-configuration.ts';
import { measurementsOf } from '../boot-chain.ts';
import { type BootContext, measuredBanks } from '../boot-step.ts';
import { type BootChange, guardian } from './boot-change.ts';
import {
  configurationChanges,
  firmwareChanges,
  secureBootChanges,
  startChanges,
} from './firmware-changes.ts';
import { logChanges } from './log-changes.ts';
import { otherWindowsChanges, signerChanges, windowsChanges } from './windows-changes.ts';

/** Everything that can be changed in how a simulated host starts, and how HGS has to explain it. */
export const bootChanges = {
  ...secureBootChanges,
  ...firmwareChanges,
  ...startChanges,
  ...signerChanges,
  ...windowsChanges,
  ...logChanges,
  ...configurationChanges,
  ...otherWindowsChanges,
  'ek-certificate-untrusted': {
    foreignCertificate: true,
    expected: guardian('endorsement-certificate-untrusted'),
  },
} as const satisfies Readonly<Record<string, BootChange>>;

export type BootChangeName = keyof typeof bootChanges;

const isBootChange = (name: string): name is BootChangeName => Object.hasOwn(bootChanges, name);

/** The changes among some faults. */
export const changesOf = (names: readonly string[]): readonly BootChange[] =>
  names.filter(isBootChange).map((name) => bootChanges[name]);

/** The settings that a host boots with. */
export const changedConfiguration = (
  configuration: HostConfiguration,
  changes: readonly BootChange[],
): HostConfiguration =>
  Object.assign({}, configuration, ...changes.map((each) => each.configuration));

/** One boot with changes: what the TPM is given, and the log that the host then shows. */
export interface ChangedBoot {
  readonly measurements: readonly EventToWrite[];
  /** Null where the log tells what was measured. */
  readonly eventLog: Uint8Array | null;
  readonly afterwards: readonly { readonly pcr: number; readonly digest: Uint8Array }[];
}

/** `context` has the settings of {@link changedConfiguration}. */
export function changedBoot(context: BootContext, changes: readonly BootChange[]): ChangedBoot {
  const changed = inTurn(changes, context, (before, { context: edit }) => edit?.(before));
  const measurements = inTurn(changes, digested(measurementsOf(changed)), (events, { measured }) =>
    measured?.(events, changed),
  );
  const told = inTurn(changes, digested(measurements), (events, { told: edit }) =>
    edit?.(events, changed),
  );
  const banks = changes.find((change) => change.banks)?.banks ?? measuredBanks;
  const log = encodeEventLog({ banks, events: told });
  const isOther = changes.some(({ told: edit, cut, banks: other }) => edit ?? cut ?? other);
  return {
    measurements,
    eventLog: isOther ? inTurn(changes, log, (bytes, { cut }) => cut?.(bytes)) : null,
    afterwards: changes.flatMap((change) => change.afterwards ?? []),
  };
}

/** What each change makes of a thing, one after another. */
const inTurn = <T>(
  changes: readonly BootChange[],
  start: T,
  apply: (value: T, change: BootChange) => T | undefined,
): T => changes.reduce<T>((value, change) => apply(value, change) ?? value, start);

/** With the digests of both banks, so that they stay when the data are changed. */
const digested = (events: readonly EventToWrite[]): readonly EventToWrite[] =>
  events.map((event) => ({
    ...event,
    digests: Object.fromEntries(eventDigests(event, measuredBanks)),
  }));
