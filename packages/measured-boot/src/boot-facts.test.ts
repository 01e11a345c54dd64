import { MalformedError, utf8 } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import type { BootFacts } from './boot-facts.ts';
import { bootFactsOf, claimedBootFactsOf } from './boot-facts-of.ts';
import { describeEvent } from './describe-event.ts';
import { eventType } from './event-types.ts';
import { parseEventLog } from './parse-event-log.ts';
import { proveEventLog } from './prove-event-log.ts';
import {
  encodeSample,
  event,
  loaderElements,
  provenLog,
  quoteOf,
  type SampleBoot,
  sampleEvents,
  sampleKey,
  samplePolicy,
  tagged,
  wbcl,
} from './sample-boot.ts';
import { type EventToWrite, encodeEventLog } from './write-event-log.ts';
import { encodeVsmIdk, encodeWindowsValue as value } from './write-windows-events.ts';

const factsOf = (boot: SampleBoot = {}): BootFacts => bootFactsOf(provenLog(sampleEvents(boot)));
const withLoader = (...elements: readonly Uint8Array[]): BootFacts =>
  factsOf({ loader: [...loaderElements, ...elements] });

/** The type of one event rewritten: what it replays to stays the same. */
const relabelled = (events: readonly EventToWrite[], at: number, type: keyof typeof eventType) => {
  const found = events[at];
  if (found === undefined) throw new RangeError('no such event');
  return encodeSample(events.with(at, { ...found, type: eventType[type] }));
};

test('a good boot shows every fact, and the events that show it', () => {
  const facts = factsOf();
  expect(facts).toMatchObject({
    secureBoot: true,
    debug: false,
    bootDebugging: false,
    kernelDebugging: false,
    hypervisorDebugging: false,
    uefiDebugMode: false,
    testSigning: false,
    flightSigning: false,
    safeMode: false,
    winPe: false,
    codeIntegrity: true,
    siPolicies: [samplePolicy],
    vsmLaunch: true,
    vsmIdk: sampleKey,
    vbsRequired: true,
    iommu: true,
    hvci: true,
    hypervisorLaunch: true,
    hibernationDisabled: true,
    dumpsDisabled: true,
    dumpEncryption: false,
    dumpKeyDigest: new Uint8Array(32).fill(9),
    pagefileEncryption: true,
    bitlockerUnlock: 4,
    transferControl: [1],
    fullBoot: true,
    bootCounter: 5n,
    eventCounter: null,
    unaccounted: [],
    unfinished: [],
  });
  const { events } = parseEventLog(encodeSample(sampleEvents()));
  const policyAt = events.findLastIndex(({ pcr, type }) => pcr === 13 && type === 6);
  expect(facts.shownBy.siPolicies).toEqual([policyAt]);
  expect(facts.vsmIdks?.modulus).toEqual(new Uint8Array(256).fill(8));
});

test.each<[string, BootFacts, Partial<BootFacts>]>([
  ['Secure Boot off', factsOf({ secureBoot: false }), { secureBoot: false }],
  ['kernel debugging', withLoader(value('OSKernelDebug', true)), { debug: true }],
  ['hypervisor debugging', withLoader(value('HypervisorDebug', true)), { debug: true }],
  ['test signing at one stage', withLoader(value('TestSigning', true)), { testSigning: true }],
  [
    'no code integrity at one stage',
    withLoader(value('CodeIntegrity', false)),
    { codeIntegrity: false },
  ],
  ['HVCI off at one stage', withLoader(value('VBSHVCIPolicy', 0n)), { hvci: false }],
  ['a resume', factsOf({ loader: [value('TransferControl', 2)] }), { fullBoot: false }],
  ['dumps', withLoader(value('DumpsDisabled', false)), { dumpsDisabled: false }],
  ['recovery password', withLoader(value('BitlockerUnlock', 0x40)), { bitlockerUnlock: 0x44 }],
  ['IOMMU by policy', factsOf({ loader: [value('HypervisorIOMMUPolicy', 1n)] }), { iommu: true }],
  ['IOMMU disabled', factsOf({ loader: [value('HypervisorIOMMUPolicy', 2n)] }), { iommu: false }],
  [
    'nothing said',
    factsOf({ loader: [] }),
    { iommu: null, vsmIdk: null, fullBoot: null, hvci: null },
  ],
])('%s shows', (_, facts, expected) => expect(facts).toMatchObject(expected));

test('UEFI debug mode shows, wherever in PCR 7 it is reported', () => {
  const events = [...sampleEvents(), event(7, 'EV_EFI_ACTION', utf8('UEFI Debug Mode'))];
  expect(bootFactsOf(provenLog(events))).toMatchObject({ uefiDebugMode: true, debug: true });
});

describe('a host that lies in its log', () => {
  const debugged = sampleEvents({ loader: [...loaderElements, value('OSKernelDebug', true)] });
  const loaderAt = debugged.findLastIndex(({ pcr, type }) => pcr === 12 && type === 6);

  test('cannot hide an event by another type', () => {
    for (const type of ['EV_IPL', 'EV_SEPARATOR', 'EV_EFI_ACTION'] as const) {
      const facts = bootFactsOf(provenLog(debugged, relabelled(debugged, loaderAt, type)));
      expect(facts.kernelDebugging).toBe(true);
    }
  });

  test('cannot hide an event by other data: it is unaccounted', () => {
    const digests = parseEventLog(encodeSample(debugged)).events[loaderAt + 1]?.digests ?? {};
    const told = debugged.with(loaderAt, { ...tagged(12, ...loaderElements), digests });
    const facts = bootFactsOf(provenLog(debugged, encodeSample(told)));
    expect(facts.unaccounted).toEqual([loaderAt + 1]);
  });

  test('cannot pass an event as EV_NO_ACTION: the log is not proven', () => {
    const told = relabelled(debugged, loaderAt, 'EV_NO_ACTION');
    expect(() => provenLog(debugged, told)).toThrow('do not give the PCR values');
  });

  test('gains nothing by what it extends after the boot, whatever it calls the separator', () => {
    const late = [...sampleEvents({ loader: [] }), tagged(12, value('VBSHVCIPolicy', 1n))];
    const separatorAt = late.findIndex(
      ({ pcr, type }) => pcr === 12 && type === eventType.EV_SEPARATOR,
    );
    for (const told of [encodeSample(late), relabelled(late, separatorAt, 'EV_EVENT_TAG')])
      expect(bootFactsOf(provenLog(late, told)).hvci).toBeNull();
  });

  test('gains nothing by a second SecureBoot variable', () => {
    const off = sampleEvents({ secureBoot: false });
    const on = sampleEvents().find((each) => each.pcr === 7);
    if (on === undefined) throw new Error('no variable');
    const before = bootFactsOf(provenLog([on, ...off]));
    expect(before.secureBoot).toBe(false);
    expect(bootFactsOf(provenLog([...off, on])).secureBoot).toBe(false);
  });

  test('gains nothing by events of PCRs that were not quoted', () => {
    const facts = bootFactsOf(provenLog(sampleEvents(), undefined, [0, 1, 2, 3, 4, 5, 6, 11]));
    expect(facts).toMatchObject({ secureBoot: null, siPolicies: [], vsmIdk: null });
    expect(facts.unfinished).toEqual([12, 13, 14]);
  });

  test('is noticed where two identity keys contradict each other', () => {
    const other = encodeVsmIdk({ ...sampleKey, modulus: new Uint8Array(256).fill(1) });
    const facts = withLoader(other);
    expect(facts.vsmIdk).toBeNull();
    expect(facts.unaccounted).not.toEqual([]);
  });

  test('is noticed where elements cannot be read', () => {
    const broken = encodeEventLog({
      banks: ['sha256'],
      events: [
        event(12, 'EV_EVENT_TAG', utf8('no element at all')),
        event(12, 'EV_SEPARATOR', wbcl),
      ],
    });
    expect(claimedBootFactsOf(parseEventLog(broken)).unaccounted).toEqual([1]);
    expect(withLoader(value('TestSigning', false).subarray(0, 8)).unaccounted).not.toEqual([]);
  });
});

test('a claimed log is read without a proof, in the bank that Windows measured into', () => {
  expect(claimedBootFactsOf(parseEventLog(encodeSample(sampleEvents())))).toMatchObject({
    secureBoot: true,
    siPolicies: [samplePolicy],
  });
});

test('a log that is damaged anywhere raises nothing but MalformedError, and no fact by accident', () => {
  const sample = encodeSample(sampleEvents());
  fc.assert(
    fc.property(fc.nat(sample.length - 1), fc.nat(255), (at, byte) => {
      try {
        const log = parseEventLog(sample.with(at, byte));
        claimedBootFactsOf(log);
        baselineOf(log, 'sha256');
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
    }),
    { numRuns: 500 },
  );
});

test('no damage of a log lets it pass for the boot with other facts', () => {
  const sample = encodeSample(sampleEvents());
  const quote = quoteOf(sample);
  const honest = JSON.stringify(factsOf(), exact);
  fc.assert(
    fc.property(fc.nat(sample.length - 1), fc.nat(255), (at, byte) => {
      const facts = factsIfProven(sample.with(at, byte), quote);
      if (facts === null || facts.unaccounted.length > 0) return;
      expect(JSON.stringify(facts, exact)).toBe(honest);
    }),
    { numRuns: 1000 },
  );
});

test('a log of the largest size costs bounded time and memory', () => {
  const flood = (element: Uint8Array) => {
    const size = 750_000;
    const data = new Uint8Array(size);
    for (let at = 0; at + element.length <= size; at += element.length) data.set(element, at);
    return data.subarray(0, size - (size % element.length));
  };
  const inVain = [
    event(12, 'EV_EVENT_TAG', flood(value('BootCounter', 1n))),
    event(12, 'EV_EVENT_TAG', flood(Uint8Array.of(3, 0, 2, 0, 0, 0, 0, 0))),
    event(7, 'EV_EFI_VARIABLE_DRIVER_CONFIG', new Uint8Array(750_000)),
    event(8, 'EV_IPL', new Uint8Array(750_000).fill(0x41)),
  ];
  const events = Array.from(
    { length: 20 },
    (_, i) => inVain[i % inVain.length] ?? event(8, 'EV_IPL', wbcl),
  );
  const log = parseEventLog(encodeEventLog({ banks: ['sha256'], events }));
  const start = performance.now();
  const before = process.memoryUsage().heapUsed;
  expect(claimedBootFactsOf(log).unaccounted.length).toBeGreaterThan(5);
  for (const each of log.events) expect(describeEvent(each).description.length).toBeLessThan(500);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
  expect(performance.now() - start).toBeLessThan(5000);
});

const exact = (_: string, each: unknown): unknown =>
  typeof each === 'bigint' ? String(each) : each;

function factsIfProven(bytes: Uint8Array, quote: ReturnType<typeof quoteOf>): BootFacts | null {
  try {
    const proof = proveEventLog(parseEventLog(bytes), quote);
    return proof.kind === 'proven' ? bootFactsOf(proof.log) : null;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError);
    return null;
  }
}
