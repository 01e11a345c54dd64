import type { ReactNode } from 'react';

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** Pixels. The column marked `grow` takes what is left. */
  readonly width: number;
  readonly grow?: boolean;
  readonly align?: 'end';
  readonly cell: (row: T) => ReactNode;
  /** What it is sorted by; a column without is not sortable. Nulls come last. */
  readonly sortValue?: (row: T) => string | number | null;
  /** Left out on narrow screens. */
  readonly wideOnly?: boolean;
}

/** A column id, descending with a leading `-`; the same as in the lists of the REST interface. */
export type Sort = string;

export const sortColumnOf = (sort: Sort) => ({
  id: sort.replace(/^-/, ''),
  descending: sort.startsWith('-'),
});

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare = (a: string | number | null, b: string | number | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : collator.compare(String(a), String(b));
};

/** A sorted copy; equal rows keep their order. Nulls are last in both directions. */
export const sortRows = <T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: Sort,
): readonly T[] => {
  const { id, descending } = sortColumnOf(sort);
  const value = columns.find((column) => column.id === id)?.sortValue;
  if (value === undefined) return rows;
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  const direction = descending ? -1 : 1;
  keyed.sort((a, b) => {
    const nulls = Number(a.key === null) - Number(b.key === null);
    return nulls !== 0 ? nulls : direction * compare(a.key, b.key);
  });
  return keyed.map(({ row }) => row);
};

/** The sort after the header of `id` is pressed: ascending, then descending. */
export const toggledSort = (sort: Sort, id: string): Sort => (sort === id ? `-${id}` : id);
