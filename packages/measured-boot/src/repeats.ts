import { digestSize } from '@gatehouse/bytes/crypto';
import type { Baseline } from './baseline.ts';
import type { LoggedEvent } from './logged-event.ts';

/** Digests of a baseline in its order, one after another; null if one is not of its bank's size. */
const digestsOf = new WeakMap<Baseline['entries'], Uint8Array | null>();

/**
 * Whether the events have the digests of the baseline in its very order. Most boots do; one whose
 * registers are only interleaved otherwise is told by the comparison of each. The text of the
 * digests is read once for a baseline: the same ones are held against every boot.
 */
export function repeats({ entries, bank }: Baseline, events: readonly LoggedEvent[]): boolean {
  if (entries.length !== events.length) return false;
  const size = digestSize[bank];
  let digests = digestsOf.get(entries);
  if (digests === undefined || (digests !== null && digests.length !== entries.length * size)) {
    digests = decoded(entries, size);
    digestsOf.set(entries, digests);
  }
  if (digests === null) return false;
  for (let i = 0; i < entries.length; i++) {
    const event = events[i];
    if (event === undefined || event.pcr !== entries[i]?.pcr) return false;
    if (!event.digestIs(bank, digests, i * size)) return false;
  }
  return true;
}

function decoded(entries: Baseline['entries'], size: number): Uint8Array | null {
  const out = new Uint8Array(entries.length * size);
  const isDigest = new RegExp(`^[0-9a-f]{${size * 2}}$`);
  for (let i = 0; i < entries.length; i++) {
    const text = entries[i]?.digest ?? '';
    if (!isDigest.test(text)) return null;
    for (let j = 0; j < size; j++)
      out[i * size + j] = Number.parseInt(text.slice(2 * j, 2 * j + 2), 16);
  }
  return out;
}
