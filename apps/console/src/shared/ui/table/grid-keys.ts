/** What a key does in a grid of `count` rows with row `active` (−1: none yet). */
export type GridAction =
  | { readonly kind: 'move'; readonly to: number; readonly extend: boolean }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'open' }
  /** In a tree only. */
  | { readonly kind: 'fold'; readonly expanded: boolean }
  | { readonly kind: 'select-all' };

const page = 10;

const targets: Readonly<Record<string, (active: number, count: number) => number>> = {
  ArrowDown: (active) => active + 1,
  ArrowUp: (active) => active - 1,
  PageDown: (active) => active + page,
  PageUp: (active) => active - page,
  Home: () => 0,
  End: (_active, count) => count - 1,
};

const folds: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight']);

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

export const gridActionOf = (
  event: Key,
  active: number,
  count: number,
  isTree = false,
): GridAction | null => {
  if (count === 0) return null;
  if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey))
    return { kind: 'select-all' };
  if (event.key === ' ') return { kind: 'toggle' };
  if (event.key === 'Enter') return { kind: 'open' };
  if (isTree && folds.has(event.key)) return { kind: 'fold', expanded: event.key === 'ArrowRight' };
  const target = targets[event.key];
  if (target === undefined) return null;
  const to = Math.max(
    0,
    Math.min(count - 1, active < 0 && event.key !== 'End' ? 0 : target(active, count)),
  );
  return { kind: 'move', to, extend: event.shiftKey };
};
