import { toHex } from '@gatehouse/bytes';
import { expect, test } from 'vitest';
import { parseEventLog } from './parse-event-log.ts';
import { pcrHistory } from './pcr-history.ts';
import { replayBank, startOf } from './replay.ts';
import { encodeSample, sampleEvents } from './sample-boot.ts';

const log = parseEventLog(encodeSample(sampleEvents({})));

test('the history of a PCR leads from its start to what it replays to, each step from the last', () => {
  for (const [pcr, value] of replayBank(log, 'sha256')) {
    const steps = pcrHistory(log, 'sha256', pcr);
    expect(steps[0]?.before).toEqual(startOf('sha256', pcr, log.startupLocality));
    for (const [i, { before }] of steps.entries())
      if (i > 0) expect(before).toEqual(steps[i - 1]?.after);
    expect(toHex(steps.at(-1)?.after ?? new Uint8Array())).toBe(toHex(value));
  }
});

test('a PCR that nothing extends has no history', () => {
  expect(pcrHistory(log, 'sha256', 23)).toEqual([]);
});
