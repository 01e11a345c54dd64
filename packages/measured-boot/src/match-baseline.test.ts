import { utf8 } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import { baselineOf, baselinePcrs, relaxablePcrs } from './baseline.ts';
import { baselineRules } from './baseline-rules.ts';
import { differenceCauses } from './difference-causes.ts';
import { matchBaseline } from './match-baseline.ts';
import { claimedNearestBaseline, nearestBaseline } from './nearest-baseline.ts';
import { parseEventLog } from './parse-event-log.ts';
import { encodeSample, event, provenLog, type SampleBoot, sampleEvents } from './sample-boot.ts';
import type { EventToWrite } from './write-event-log.ts';

const claimed = (events: readonly EventToWrite[]) => parseEventLog(encodeSample(events));
const baseline = baselineOf(claimed(sampleEvents()), 'sha256');
const match = (boot: SampleBoot, made = baseline) =>
  matchBaseline(made, provenLog(sampleEvents(boot)));
const causeOf = (result: ReturnType<typeof matchBaseline>) =>
  result.matches ? 'matches' : result.first.cause;

test('every PCR has one rule', () => {
  const pcrs = baselineRules.flatMap(({ pcrs: each }) => each).sort((a, b) => a - b);
  expect(pcrs).toEqual(Array.from({ length: 24 }, (_, pcr) => pcr));
});

test('a baseline is plain data that survives JSON', () => {
  expect(JSON.parse(JSON.stringify(baseline))).toEqual(baseline);
  expect(baseline.entries[0]).toMatchObject({
    pcr: 0,
    subject: 'version',
    what: 'Firmware version “1.0”',
  });
});

test.each<[string, SampleBoot]>([
  ['the same boot', {}],
  ['another count of boots', { bootCount: 77n }],
  ['another disk', { diskId: 'aaaaaaaa-2222-3333-4444-555555555555' }],
  ['other settings of the loader: facts, not baseline', { loader: [] }],
])('%s matches', (_, boot) => expect(match(boot)).toEqual({ matches: true }));

test.each<[string, SampleBoot, SampleBoot?]>([
  ['secure-boot-off', { secureBoot: false }],
  ['secure-boot-on', {}, { secureBoot: false }],
  ['revocations-newer', { dbx: 4 }],
  ['revocations-older', { dbx: 2 }],
  ['firmware-updated', { firmware: '1.1' }],
  ['option-rom-added', { optionRoms: ['evil', 'nic'] }],
  ['option-rom-added', { optionRoms: ['nic', 'evil'] }],
  ['option-rom-removed', { optionRoms: [] }],
  ['option-rom-changed', { optionRoms: ['other'] }],
  ['boot-manager-replaced', { bootManager: '\\evil.efi' }],
  ['boot-signers-changed', { signers: ['windows', 'contoso'] }],
])('%s is the cause of the first difference', (cause, boot, made = {}) => {
  const result = match(boot, baselineOf(claimed(sampleEvents(made)), 'sha256'));
  expect(causeOf(result)).toBe(cause);
});

test('other additions are told apart too', () => {
  const events = sampleEvents();
  const debug = [event(7, 'EV_EFI_ACTION', utf8('UEFI Debug Mode')), ...events];
  expect(causeOf(matchBaseline(baseline, provenLog(debug)))).toBe('uefi-debug-on');
  const at = events.findIndex(({ pcr, type }) => pcr === 4 && type === 0x80000003);
  const image = events[at];
  if (image === undefined) throw new Error('no boot application');
  const added = events.toSpliced(at, 0, { ...image, digests: {} });
  expect(causeOf(matchBaseline(baseline, provenLog(added)))).toBe('boot-application-added');
  const path = [event(4, 'EV_EFI_ACTION', utf8('Returning from EFI Application')), ...events];
  expect(causeOf(matchBaseline(baseline, provenLog(path)))).toBe('boot-path-changed');
  const failed = events.map((each) =>
    each.pcr === 2 && each.type === 4 ? event(2, 'EV_SEPARATOR', Uint8Array.of(1, 0, 0, 0)) : each,
  );
  expect(causeOf(matchBaseline(baseline, provenLog(failed)))).toBe('firmware-error');
});

test('a firmware update, a version string alone and code alone are told apart', () => {
  const at = (type: number) => sampleEvents().findIndex((each) => each.type === type);
  const [version, blob] = [at(0x8), at(0x80000008)];
  const updated = sampleEvents({ firmware: '1.1' });
  const from = (index: number) => {
    const other = updated[index];
    if (other === undefined) throw new Error('no such event');
    return causeOf(matchBaseline(baseline, provenLog(sampleEvents().with(index, other))));
  };
  expect(from(version)).toBe('firmware-version-changed');
  expect(from(blob)).toBe('firmware-code-changed');
});

test('the difference names the event, both digests and the register', () => {
  const result = match({ bootManager: '\\evil.efi' });
  if (result.matches) throw new Error('matches');
  const { event: at, expected, actual, pcr, kind } = result.first;
  expect({ kind, pcr }).toEqual({ kind: 'changed', pcr: 4 });
  expect(claimed(sampleEvents({ bootManager: '\\evil.efi' })).events[at ?? 0]?.typeName).toBe(
    'EV_EFI_BOOT_SERVICES_APPLICATION',
  );
  expect(expected?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(actual?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(actual?.digest).not.toBe(expected?.digest);
});

test('every register that differs is listed, the first in the log first', () => {
  const result = match({ firmware: '2', bootManager: '\\evil.efi', secureBoot: false });
  expect(result.matches ? [] : result.all.map(({ pcr }) => pcr)).toEqual([0, 7, 4]);
});

test('a log proven for fewer registers, or in another bank, does not match', () => {
  const few = provenLog(sampleEvents(), undefined, [0, 7]);
  expect(causeOf(matchBaseline(baseline, few))).toBe('not-quoted');
  const sha1 = baselineOf(claimed(sampleEvents()), 'sha1');
  expect(causeOf(matchBaseline(sha1, provenLog(sampleEvents())))).toBe('other-bank');
});

test('an event cannot leave the baseline by another type', () => {
  const events = sampleEvents({ optionRoms: ['nic', 'evil'] });
  const at = events.findLastIndex(({ pcr, type }) => pcr === 2 && type === 0x80000004);
  const rom = events[at];
  if (rom === undefined) throw new Error('no option ROM');
  for (const type of [1, 6, 0xd, 0x80000002, 0x80000007]) {
    const told = encodeSample(events.with(at, { ...rom, type }));
    expect(matchBaseline(baseline, provenLog(events, told)).matches).toBe(false);
  }
});

test('the nearest baseline is the one that shares most, with the way in which it differs', () => {
  const named = (name: string, boot: SampleBoot) => ({
    name,
    ...baselineOf(claimed(sampleEvents(boot)), 'sha256'),
  });
  const all = [
    named('old', { firmware: '0.1', bootManager: '\\old.efi', dbx: 1 }),
    named('close', { firmware: '1.0', dbx: 2 }),
  ];
  const near = nearestBaseline(all, provenLog(sampleEvents()));
  expect(near?.baseline.name).toBe('close');
  expect(near && causeOf(near.match)).toBe('revocations-newer');
  expect(claimedNearestBaseline(all, claimed(sampleEvents()))).toEqual(near);
  expect(nearestBaseline([], provenLog(sampleEvents()))).toBeNull();
});

test('causes have an id of their own, and the last explains anything', () => {
  const ids = differenceCauses.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(differenceCauses.at(-1)?.applies({ kind: 'changed', pcr: 3, alone: true })).toBe(true);
});

describe('a baseline that leaves PCRs out', () => {
  const without = (...pcrs: number[]) => baselineOf(claimed(sampleEvents()), 'sha256', pcrs);

  test('does not see what differs there, and nothing else escapes it', () => {
    expect(match({ optionRoms: ['other'] }, without(2))).toEqual({ matches: true });
    expect(match({ signers: ['windows', 'contoso'] }, without(14))).toEqual({ matches: true });
    expect(causeOf(match({ signers: ['windows', 'contoso'] }, without(2)))).toBe(
      'boot-signers-changed',
    );
    expect(causeOf(match({ secureBoot: false }, without(2, 14)))).toBe('secure-boot-off');
  });

  test('fixes the locked PCRs whatever it says', () => {
    const locked = baselinePcrs.filter((pcr) => !relaxablePcrs.includes(pcr));
    expect(locked).toEqual([0, 4, 7]);
    expect(without(...locked).entries).toEqual(baseline.entries);
    expect(causeOf(match({ secureBoot: false }, without(...locked)))).toBe('secure-boot-off');
    // Entries that somebody took out of the stored list are missed, not forgiven.
    const tampered = { ...without(7), entries: baseline.entries.filter(({ pcr }) => pcr !== 7) };
    expect(match({}, tampered).matches).toBe(false);
  });

  test('is the nearest of several by what it looks at', () => {
    const log = provenLog(sampleEvents({ optionRoms: ['other'] }));
    const nearest = nearestBaseline([baseline, without(2)], log);
    expect(nearest?.match.matches).toBe(true);
    expect(nearest?.baseline.ignores).toEqual([2]);
  });

  test('needs no quote over what it leaves out', () => {
    const quoted = [0, 1, 3, 4, 5, 6, 7, 11, 12, 13, 14];
    const log = provenLog(sampleEvents(), undefined, quoted);
    expect(causeOf(matchBaseline(baseline, log))).toBe('not-quoted');
    expect(matchBaseline(without(2), log).matches).toBe(true);
  });
});
