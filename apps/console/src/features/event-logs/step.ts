/** The index after `from` in steps of `by` at which `is` holds; null if there is none. */
export function nextIndex(
  count: number,
  from: number,
  by: 1 | -1,
  is: (index: number) => boolean,
): number | null {
  const start = from < 0 && by < 0 ? count - 1 : from + by;
  for (let index = start; index >= 0 && index < count; index += by) if (is(index)) return index;
  return null;
}
