import type { BootEvent } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { filterEvents } from './event-filter.ts';

const event = (index: number, pcr: number, description: string): BootEvent => ({
  index,
  pcr,
  type: 0x80000001,
  typeName: 'EV_EFI_VARIABLE_DRIVER_CONFIG',
  digests: {},
  digestMatches: true,
  description,
  size: 1,
});
const events = [event(0, 7, 'SecureBoot = 01'), event(1, 7, 'PK'), event(2, 17, 'SecureBoot')];

test.each([
  ['', [0, 1, 2]],
  ['pcr:7', [0, 1]],
  ['pcr:7 secureboot', [0]],
  ['variable', [0, 1, 2]],
  ['pcr:1', []],
])('%j shows events %j', (filter, shown) => {
  expect(filterEvents(events, filter).map(({ index }) => index)).toEqual(shown);
});
