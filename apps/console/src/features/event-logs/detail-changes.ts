import type { EventDetail } from '@gatehouse/contracts';

/** A value that two events do not share; `before` or `after` is undefined where it is missing. */
export interface DetailChange {
  /** Names that lead to it. */
  readonly path: readonly string[];
  readonly before: EventDetail | undefined;
  readonly after: EventDetail | undefined;
}

type Branch = { readonly [name: string]: EventDetail };
type Value = EventDetail | undefined;

const isList = (value: Value): value is readonly EventDetail[] => Array.isArray(value);
const isBranch = (value: Value): value is Branch =>
  typeof value === 'object' && value !== null && !isList(value);

/**
 * What differs in the values of two events. Lists are compared as bags: an entry that is new at the front
 * does not make all after it different.
 */
export function detailChanges(
  before: Value,
  after: Value,
  path: readonly string[] = [],
): readonly DetailChange[] {
  if (isList(before) && isList(after)) return listChanges(before, after, path);
  if (isBranch(before) && isBranch(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
      detailChanges(before[name], after[name], [...path, name]),
    );
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function listChanges(
  before: readonly EventDetail[],
  after: readonly EventDetail[],
  path: readonly string[],
): readonly DetailChange[] {
  const gone = without(before, after);
  const added = without(after, before);
  const [one, other] = [gone[0], added[0]];
  if (gone.length === 1 && added.length === 1) return detailChanges(one, other, path);
  if (gone.length === 0 && added.length === 0 && before.length > 0)
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  return [
    ...gone.map((value): DetailChange => ({ path, before: value, after: undefined })),
    ...added.map((value): DetailChange => ({ path, before: undefined, after: value })),
  ];
}

/** The values of a bag that are left when those of another are taken away. */
function without(
  values: readonly EventDetail[],
  others: readonly EventDetail[],
): readonly EventDetail[] {
  const counts = new Map<string, number>();
  for (const other of others) {
    const text = JSON.stringify(other);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return values.filter((value) => {
    const text = JSON.stringify(value);
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}
