import { equalBytes } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { type BootEvidence, bootEvidenceOf, type Shown } from './boot-evidence.ts';
import type { BootFactName, BootFacts, BootFactValues } from './boot-facts.ts';
import { ElementValues, eventsOf, type Fact, numberOf } from './element-values.ts';
import type { ProvenEventLog, UnprovenEventLog } from './event-log.ts';
import type { MeasuredElement } from './measured-element.ts';
import { variableVendor } from './uefi-variable.ts';
import { type MeasuredSiPolicy, read, siPolicyPayload, vsmKeyPayload } from './windows-payloads.ts';

/**
 * Facts of a proven log: only data that its proven digest covers, only up to the separators, only
 * in the PCRs that were quoted. Does not prove that Windows booted: for that, hold the boot against
 * a baseline and see that `unaccounted` and `unfinished` are empty.
 */
export const bootFactsOf = (log: ProvenEventLog): BootFacts =>
  concludeFrom(bootEvidenceOf(log.events, log.bank, new Set(log.pcrs)));

/** The same reading of a log that nothing proves: to show to people, never to decide. */
export const claimedBootFactsOf = (log: UnprovenEventLog, bank?: HashName): BootFacts =>
  concludeFrom(bootEvidenceOf(log.events, bank ?? operatingSystemBankOf(log), allPcrs));

const allPcrs: ReadonlySet<number> = new Set(Array.from({ length: 24 }, (_, pcr) => pcr));

/** The bank that the operating system measured into; SHA-256 or the first if it did not. */
export function operatingSystemBankOf(log: UnprovenEventLog): HashName {
  const measured = log.events.find((event) => event.pcr >= 12 && event.pcr <= 14);
  const carried = log.banks.filter((bank) => measured?.hasDigest(bank));
  const banks = carried.length > 0 ? carried : log.banks;
  return banks.includes('sha256') ? 'sha256' : (banks[0] ?? 'sha1');
}

/** BCD `hypervisoriommupolicy`: 0 default, 1 enable, 2 disable. Only 1 asks for the IOMMU. */
const iommuEnabled = 1n;
const enablesIommu = ({ value }: MeasuredElement): boolean => numberOf(value) === iommuEnabled;
/** Values of SIPAEVENT_TRANSFER_CONTROL. */
const transfer = { osLoader: 1, resume: 2 } as const;

/** Which element shows which fact, and whether one stage of the boot is enough to show it. */
function concludeFrom(evidence: BootEvidence): BootFacts {
  const windows = new ElementValues(evidence);
  const shownBy: EventsByFact = {};
  const bootDebugging = windows.someYes('BootDebugging');
  const kernelDebugging = windows.someYes('OSKernelDebug');
  const hypervisorDebugging = windows.someYes('HypervisorDebug');
  const uefiDebugMode = uefiDebugModeIn(evidence);
  const iommuRequired = windows.everyYes('VBSIOMMURequired');
  const iommuPolicy = windows.everyYes('HypervisorIOMMUPolicy', enablesIommu);
  const transferControl = transfersOf(windows);
  return {
    secureBoot: told(shownBy, 'secureBoot', secureBootIn(evidence)),
    debug: told(
      shownBy,
      'debug',
      anyOf([bootDebugging, kernelDebugging, hypervisorDebugging, uefiDebugMode]),
    ),
    bootDebugging: told(shownBy, 'bootDebugging', bootDebugging),
    kernelDebugging: told(shownBy, 'kernelDebugging', kernelDebugging),
    hypervisorDebugging: told(shownBy, 'hypervisorDebugging', hypervisorDebugging),
    uefiDebugMode: told(shownBy, 'uefiDebugMode', uefiDebugMode),
    testSigning: told(shownBy, 'testSigning', windows.someYes('TestSigning')),
    flightSigning: told(shownBy, 'flightSigning', windows.someYes('FlightSigning')),
    safeMode: told(shownBy, 'safeMode', windows.someYes('SafeMode')),
    winPe: told(shownBy, 'winPe', windows.someYes('WinPE')),
    codeIntegrity: told(shownBy, 'codeIntegrity', windows.everyYes('CodeIntegrity')),
    siPolicies: told(shownBy, 'siPolicies', policiesOf(windows)),
    vsmLaunch: told(shownBy, 'vsmLaunch', windows.everyYes('VSMLaunchType')),
    vsmIdk: told(shownBy, 'vsmIdk', windows.agreed('VSMIDKInfo', readKey)),
    vsmIdks: told(shownBy, 'vsmIdks', windows.agreed('VSMIDKSInfo', readKey)),
    vbsRequired: told(shownBy, 'vbsRequired', windows.everyYes('VBSVSMRequired')),
    iommu: told(shownBy, 'iommu', anyOf([iommuRequired, iommuPolicy])),
    iommuRequired: told(shownBy, 'iommuRequired', iommuRequired),
    iommuPolicy: told(shownBy, 'iommuPolicy', iommuPolicy),
    hvci: told(shownBy, 'hvci', windows.everyYes('VBSHVCIPolicy')),
    hypervisorLaunch: told(shownBy, 'hypervisorLaunch', windows.everyYes('HypervisorLaunchType')),
    hibernationDisabled: told(
      shownBy,
      'hibernationDisabled',
      windows.everyYes('HibernationDisabled'),
    ),
    dumpsDisabled: told(shownBy, 'dumpsDisabled', windows.everyYes('DumpsDisabled')),
    dumpEncryption: told(shownBy, 'dumpEncryption', windows.everyYes('DumpEncryptionEnabled')),
    dumpKeyDigest: told(
      shownBy,
      'dumpKeyDigest',
      windows.agreed('DumpEncryptionKeyDigest', (data) => data),
    ),
    pagefileEncryption: told(
      shownBy,
      'pagefileEncryption',
      windows.everyYes('PagefileEncryptionEnabled'),
    ),
    bitlockerUnlock: told(shownBy, 'bitlockerUnlock', unlockOf(windows)),
    transferControl: told(shownBy, 'transferControl', transferControl),
    fullBoot: told(shownBy, 'fullBoot', fullBootOf(transferControl)),
    bootCounter: told(shownBy, 'bootCounter', firstOf(windows.all('BootCounter', numberOf))),
    eventCounter: told(shownBy, 'eventCounter', firstOf(windows.all('EventCounter', numberOf))),
    shownBy,
    unaccounted: unaccountedIn(evidence, windows),
    unfinished: evidence.unfinished,
  };
}

/** Events that hide something; `windows` has noted its conflicts by now. */
const unaccountedIn = (evidence: BootEvidence, { conflicts }: ElementValues): readonly number[] =>
  [...new Set([...evidence.unaccounted, ...conflicts])].sort((a, b) => a - b);

type EventsByFact = Partial<Record<BootFactName, readonly number[]>>;

/** The value of a fact, whose events are noted in `shownBy`. */
function told<K extends BootFactName>(
  shownBy: EventsByFact,
  name: K,
  { value, events }: Fact<BootFactValues[K]>,
): BootFactValues[K] {
  if (events.length > 0) shownBy[name] = events;
  return value;
}

const readKey = (data: Uint8Array) => read(vsmKeyPayload, data);

/** Secure Boot is on if every measured SecureBoot variable is one byte 01 (UEFI §3.3). */
function secureBootIn({ variables }: BootEvidence): Fact<boolean | null> {
  const measured = variables.filter(
    ({ value }) => value.vendor === variableVendor.global && value.name === 'SecureBoot',
  );
  return {
    value:
      measured.length === 0
        ? null
        : measured.every(({ value }) => value.value.length === 1 && value.value[0] === 1),
    events: eventsOf(measured),
  };
}

function uefiDebugModeIn(evidence: BootEvidence): Fact<boolean | null> {
  const reported = evidence.actions.filter(({ value }) => value === 'UEFI Debug Mode');
  return {
    value: reported.length > 0 ? true : evidence.hasPcr7 ? false : null,
    events: eventsOf(reported),
  };
}

/** Yes if one part is; no if some part says no; not said otherwise. Shown by the parts that decide. */
function anyOf(parts: readonly Fact<boolean | null>[]): Fact<boolean | null> {
  const value = parts.some(isYes) || (parts.some(isNo) ? false : null);
  const events = new Set<number>();
  for (const part of parts)
    if (part.value === value) for (const event of part.events) events.add(event);
  return { value, events: value === null ? [] : [...events] };
}

const isYes = ({ value }: Fact<boolean | null>): boolean => value === true;
const isNo = ({ value }: Fact<boolean | null>): boolean => value === false;

/** Every policy once: the stages of a boot repeat them. */
function policiesOf(windows: ElementValues): Fact<readonly MeasuredSiPolicy[]> {
  const shown = windows.all('SIPolicy', (data) => read(siPolicyPayload, data));
  const values = shown.map(({ value }) => value);
  const distinct = values.filter(
    (policy, i) => values.findIndex((other) => isSame(policy, other)) === i,
  );
  return { value: distinct, events: eventsOf(shown) };
}

const isSame = (a: MeasuredSiPolicy, b: MeasuredSiPolicy): boolean =>
  a.name === b.name && a.version === b.version && equalBytes(a.digest, b.digest);

function unlockOf(windows: ElementValues): Fact<number | null> {
  const shown = windows.all('BitlockerUnlock', numberOf);
  const bits = shown.reduce((sum, { value }) => sum | value, 0n);
  return { value: shown.length === 0 ? null : Number(bits), events: eventsOf(shown) };
}

function transfersOf(windows: ElementValues): Fact<readonly number[]> {
  const shown = windows.all('TransferControl', numberOf);
  return { value: shown.map(({ value }) => Number(value)), events: eventsOf(shown) };
}

function fullBootOf({ value, events }: Fact<readonly number[]>): Fact<boolean | null> {
  const full = value.includes(transfer.osLoader) && !value.includes(transfer.resume);
  return { value: value.length === 0 ? null : full, events };
}

const firstOf = <T>(shown: readonly Shown<T>[]): Fact<T | null> => ({
  value: shown[0]?.value ?? null,
  events: eventsOf(shown.slice(0, 1)),
});
