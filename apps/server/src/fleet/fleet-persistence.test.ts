import { pino } from 'pino';
import { expect, test } from 'vitest';
import { noReadings } from '../health/readings.ts';
import type { FleetHost } from './fleet.ts';
import { createFleetPersistence } from './fleet-persistence.ts';

test('what one statement refuses holds up no other, and is tried again', async () => {
  const saved: string[][] = [];
  const told: string[] = [];
  let refused = 'host-700';
  const host = { readings: noReadings, nodes: [] } as unknown as FleetHost;
  const persistence = createFleetPersistence({
    fleet: () => ({ get: (id) => (id === 'gone' ? null : host) }),
    store: {
      saveStates: async (states) => {
        if (states.has(refused)) throw new Error('refused');
        saved.push([...states.keys()]);
      },
    },
    clock: () => new Date(0),
    logger: pino({ enabled: false }),
    every: 60_000,
    onSaved: async (ids) => void told.push(...ids),
  });
  const all = Array.from({ length: 1200 }, (_, i) => `host-${i}`);
  for (const id of [...all, 'gone']) persistence.markDirty(id);
  await persistence.flush();
  expect(saved.map((ids) => ids.length)).toEqual([500, 200]);
  refused = 'none';
  await persistence.close();
  expect(saved.map((ids) => ids.length)).toEqual([500, 200, 500]);
  expect(new Set(told)).toEqual(new Set(all));
});
