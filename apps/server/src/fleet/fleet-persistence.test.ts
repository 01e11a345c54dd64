import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { NodeChange } from '../health/changes-between.ts';
import { noReadings } from '../health/readings.ts';
import type { FleetHost } from './fleet.ts';
import { changesKept, createFleetPersistence } from './fleet-persistence.ts';

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
  for (const id of [...all, 'gone']) persistence.markDirty(id, []);
  await persistence.flush();
  expect(saved.map((ids) => ids.length)).toEqual([500, 200]);
  refused = 'none';
  await persistence.close();
  expect(saved.map((ids) => ids.length)).toEqual([500, 200, 500]);
  expect(new Set(told)).toEqual(new Set(all));
});

test('changes wait for a database that is away, in their order and no more than are kept', async () => {
  const saved: (readonly NodeChange[])[] = [];
  let away = true;
  const host = { readings: noReadings, nodes: [] } as unknown as FleetHost;
  const persistence = createFleetPersistence({
    fleet: () => ({ get: () => host }),
    store: {
      saveStates: async (states) => {
        if (away) throw new Error('away');
        saved.push(...[...states.values()].map(({ changes }) => changes));
      },
    },
    clock: () => new Date(0),
    logger: pino({ enabled: false }),
    every: 60_000,
    onSaved: async () => {},
  });
  const changeAt = (second: number, status: NodeChange['status']): NodeChange => ({
    node: 'network.winrm',
    at: new Date(second * 1000).toISOString(),
    status,
    cause: null,
  });
  const flaps = Array.from({ length: changesKept + 10 }, (_, i) =>
    changeAt(i, i % 2 === 0 ? 'error' : 'ok'),
  );
  for (const change of flaps) {
    persistence.markDirty('a', [change]);
    await persistence.flush();
  }
  const final = changeAt(flaps.length - 1, 'warning');
  persistence.markDirty('a', [final]);
  away = false;
  await persistence.close();
  expect(saved).toEqual([[...flaps.slice(10, -1), final]]);
});
