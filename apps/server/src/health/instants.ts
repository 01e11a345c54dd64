type Instant = string | null;

/** ISO 8601 instants in UTC sort as text. */
const pick = (times: readonly Instant[], index: 0 | -1): Instant =>
  times
    .filter((time) => time !== null)
    .toSorted()
    .at(index) ?? null;

/** The earliest of some instants; null if there is none. */
export const earliest = (...times: readonly Instant[]): Instant => pick(times, 0);

/** The latest of some instants; null if there is none. */
export const latest = (...times: readonly Instant[]): Instant => pick(times, -1);
