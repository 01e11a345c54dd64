import type { BootFactName, BootFacts, ProvenEventLog } from '@gatehouse/measured-boot';

/** The log of the quoted boot, whole, and what it says. */
export interface Proven {
  readonly log: ProvenEventLog;
  readonly facts: BootFacts;
}

/** The first event that shows a fact. */
export function placeOf(
  { log, facts }: Proven,
  fact: BootFactName,
): { readonly event: number | null; readonly pcr: number | null } {
  const index = facts.shownBy[fact]?.[0] ?? null;
  const event = log.events.find((each) => each.index === index);
  return { event: index, pcr: event?.pcr ?? null };
}
