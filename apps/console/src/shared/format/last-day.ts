const hour = 60 * 60_000;
const day = 24 * hour;

/**
 * Where a drawing of the day that ends at `end` begins, in milliseconds since 1970: what is known since
 * `first`, of less than a day, fills the width, from an hour on.
 */
export const dayBegins = (first: number, end: number): number =>
  Math.max(end - day, Math.min(first, end - hour));
