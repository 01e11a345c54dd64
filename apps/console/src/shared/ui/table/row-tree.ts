/** What makes a grid a tree-table. */
export interface RowTree<T> {
  /** 1 for the root. */
  readonly levelOf: (row: T) => number;
  /** Undefined for a row that has none below it. */
  readonly isExpanded: (row: T) => boolean | undefined;
  readonly onExpand: (row: T, expanded: boolean) => void;
}

/**
 * What Right (`expanded`) and Left do at a row, as in a WAI-ARIA treegrid: open or fold it; Left where
 * there is nothing to fold goes to the row that it stands below.
 */
export const foldAt = <T>(
  tree: RowTree<T> | undefined,
  rows: readonly T[],
  active: number,
  expanded: boolean,
): { readonly kind: 'expand'; readonly row: T } | { readonly kind: 'move'; to: number } | null => {
  const row = rows[active];
  if (tree === undefined || row === undefined) return null;
  const { levelOf, isExpanded } = tree;
  if (isExpanded(row) === !expanded) return { kind: 'expand', row };
  const to = expanded
    ? -1
    : rows.slice(0, active).findLastIndex((other) => levelOf(other) < levelOf(row));
  return to < 0 ? null : { kind: 'move', to };
};
