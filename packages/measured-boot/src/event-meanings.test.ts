import { expect, test } from 'vitest';
import type { LogEvent } from './event-log.ts';
import { meaningOf } from './event-meanings.ts';
import { eventType, eventTypeName } from './event-types.ts';

const ofType = (type: number): LogEvent => ({
  index: 0,
  pcr: 0,
  type,
  typeName: eventTypeName(type),
  digests: {},
  data: new Uint8Array(),
  offset: 0,
});
const unknown = meaningOf(ofType(0x12345678));

test.each(Object.entries(eventType))(
  '%s says what it measures and what it does not prove',
  (_, type) => {
    const meaning = meaningOf(ofType(type));
    expect(meaning).not.toEqual(unknown);
    expect(meaning.measures).toMatch(/\.$/);
    expect(meaning.doesNotProve).toMatch(/\.$/);
  },
);

test.each([
  [0x404, 'EV_TXT_MLE_HASH', 'Intel TXT'],
  [0x8004, 'EV_AMD_SL_PUB_KEY', 'AMD Secure Launch'],
  [0x820a, 'EV_AMD_ABL_1', 'AMD security processor'],
  [0x8267, 'EV_AMD_SECURE_DEBUG_UNLOCK', 'AMD security processor'],
  [0x8302, 'EV_AMD_AGESA_DRV', 'AMD security processor'],
  [0x900e, 'EV_ARM_DRTM_SECURE_INT_DISABLE', 'Arm DRTM'],
])('type 0x%s is %s of %s', (type, name, vendor) => {
  expect(eventTypeName(type)).toBe(name);
  expect(meaningOf(ofType(type)).measures).toContain(vendor);
});
