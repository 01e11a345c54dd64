import { expect, test } from 'vitest';
import { type Column, sortRows, toggledSort } from './column.ts';
import { filterRows } from './filter-rows.ts';
import { gridActionOf } from './grid-keys.ts';
import { foldAt, type RowTree } from './row-tree.ts';

const key = (name: string, extra = {}) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  ...extra,
});

test('arrows walk the rows and stop at the ends', () => {
  expect(gridActionOf(key('ArrowDown'), 3, 10)).toEqual({ kind: 'move', to: 4, extend: false });
  expect(gridActionOf(key('ArrowDown'), 9, 10)).toMatchObject({ to: 9 });
  expect(gridActionOf(key('ArrowUp'), 0, 10)).toMatchObject({ to: 0 });
  expect(gridActionOf(key('ArrowDown'), -1, 10)).toMatchObject({ to: 0 });
  expect(gridActionOf(key('End'), -1, 10_000)).toMatchObject({ to: 9999 });
});

test('space selects, Enter opens, Ctrl+A takes all, other keys are left alone', () => {
  expect(gridActionOf(key(' '), 0, 1)).toEqual({ kind: 'toggle' });
  expect(gridActionOf(key('Enter'), 0, 1)).toEqual({ kind: 'open' });
  expect(gridActionOf(key('a', { ctrlKey: true }), 0, 1)).toEqual({ kind: 'select-all' });
  expect(gridActionOf(key('x'), 0, 1)).toBeNull();
  expect(gridActionOf(key('Enter'), -1, 0)).toBeNull();
});

test('in a tree Right unfolds and Left folds, or goes to what the row stands below', () => {
  expect(gridActionOf(key('ArrowLeft'), 0, 1, true)).toEqual({ kind: 'fold', expanded: false });
  expect(gridActionOf(key('ArrowRight'), 0, 1, true)).toEqual({ kind: 'fold', expanded: true });
  expect(gridActionOf(key('ArrowRight'), 0, 1)).toBeNull();
  const nodes = [
    { level: 1, expanded: true },
    { level: 2, expanded: false },
    { level: 2, expanded: undefined },
  ];
  const tree: RowTree<(typeof nodes)[number]> = {
    levelOf: ({ level }) => level,
    isExpanded: ({ expanded }) => expanded,
    onExpand: () => {},
  };
  expect(foldAt(tree, nodes, 1, true)).toEqual({ kind: 'expand', row: nodes[1] });
  expect(foldAt(tree, nodes, 0, false)).toEqual({ kind: 'expand', row: nodes[0] });
  expect(foldAt(tree, nodes, 2, false)).toEqual({ kind: 'move', to: 0 });
  expect(foldAt(tree, nodes, 2, true)).toBeNull();
  expect(foldAt(tree, nodes, -1, false)).toBeNull();
});

interface Row {
  readonly name: string;
  readonly size: number | null;
}
const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', width: 1, cell: (row) => row.name, sortValue: (row) => row.name },
  { id: 'size', header: 'Size', width: 1, cell: (row) => row.size, sortValue: (row) => row.size },
];
const rows: readonly Row[] = [
  { name: 'hv-10', size: null },
  { name: 'hv-9', size: 2 },
  { name: 'hv-1', size: 1 },
];
const names = (sort: string) => sortRows(rows, columns, sort).map((row) => row.name);

test('sorts names with their numbers', () => {
  expect(names('name')).toEqual(['hv-1', 'hv-9', 'hv-10']);
  expect(names('-name')).toEqual(['hv-10', 'hv-9', 'hv-1']);
});

test('keeps what has no value last in both directions', () => {
  expect(names('size').at(-1)).toBe('hv-10');
  expect(names('-size').at(-1)).toBe('hv-10');
});

test('a header sorts up, then down', () => {
  expect(toggledSort('', 'name')).toBe('name');
  expect(toggledSort('name', 'name')).toBe('-name');
});

test.each([
  ['', ['hv-10', 'hv-9', 'hv-1']],
  ['HV-1', ['hv-10', 'hv-1']],
  ['size:2', ['hv-9']],
  ['hv size:1', ['hv-1']],
  ['name:2', []],
  ['other:1', []],
])('the filter %j leaves %j', (filter, shown) => {
  const found = filterRows(rows, filter, ({ name, size }) => ({ name, size: String(size ?? '') }));
  expect(found.map(({ name }) => name)).toEqual(shown);
});
