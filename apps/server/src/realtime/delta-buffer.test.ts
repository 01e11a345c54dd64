import type { HostSummary, LiveBatch } from '@gatehouse/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDeltaBuffer } from './delta-buffer.ts';
import { applyBatch, liveStateOf } from './live-state.ts';

const at = new Date('2026-11-23T10:00:00Z');
const host = (id: string, reason: string | null): HostSummary => ({
  id,
  name: id,
  group: 'All Hosts',
  status: 'ok',
  since: null,
  reason,
  problems: [],
  attestation: null,
  hgsClient: 'ok',
  codeIntegrityPolicy: null,
  winrm: { status: 'ok', milliseconds: 1 },
  os: null,
  tpm: null,
  lastSeen: null,
  maintenance: false,
});
const empty = liveStateOf({ sequence: 0, at: at.toISOString(), hosts: [], jobs: [] });

test('sends the last value of a row once, under consecutive numbers', () => {
  const buffer = createDeltaBuffer();
  buffer.add({ kind: 'host', host: host('a', 'first') });
  buffer.add({ kind: 'host', host: host('a', 'second') });
  buffer.add({ kind: 'topic', topic: 'overview' });
  buffer.add({ kind: 'topic', topic: 'overview' });
  expect(buffer.take(at)).toMatchObject({
    sequence: 1,
    hosts: [{ id: 'a', reason: 'second' }],
    topics: ['overview'],
  });
  expect(buffer.take(at)).toBeNull();
  buffer.add({ kind: 'host-removed', id: 'a' });
  expect(buffer.take(at)).toMatchObject({ sequence: 2, hosts: [], removedHosts: ['a'] });
});

test('a reader notices a missing batch and ignores an old one', () => {
  const buffer = createDeltaBuffer();
  const batches: LiveBatch[] = [];
  for (const id of ['a', 'b', 'c']) {
    buffer.add({ kind: 'host', host: host(id, null) });
    const batch = buffer.take(at);
    if (batch !== null) batches.push(batch);
  }
  const [first, , third] = batches;
  if (first === undefined || third === undefined) throw new Error('no batches');
  const applied = applyBatch(empty, first);
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  expect(applyBatch(applied.state, first).kind).toBe('old');
  expect(applyBatch(applied.state, third).kind).toBe('gap');
});

test('whatever changes, the reader ends with the rows of the writer', () => {
  const change = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    reason: fc.option(fc.string()),
    take: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const buffer = createDeltaBuffer();
      const written = new Map<string, HostSummary>();
      let state = empty;
      const read = () => {
        const batch = buffer.take(at);
        if (batch === null) return;
        const applied = applyBatch(state, batch);
        if (applied.kind === 'applied') state = applied.state;
        expect(applied.kind).toBe('applied');
      };
      for (const { id, reason, take } of changes) {
        if (reason === null) {
          written.delete(id);
          buffer.add({ kind: 'host-removed', id });
        } else {
          written.set(id, host(id, reason));
          buffer.add({ kind: 'host', host: host(id, reason) });
        }
        if (take) read();
      }
      read();
      expect([...state.hosts].toSorted()).toEqual([...written].toSorted());
    }),
  );
});
