import type { HealthNode, HealthNodeId } from '@gatehouse/contracts';

export interface HealthRow {
  readonly node: HealthNode;
  /** 1 for the root, as in aria-level. */
  readonly level: number;
  readonly hasChildren: boolean;
}

/** The health tree as rows in display order, without what lies under a collapsed node. */
export const healthRows = (
  nodes: readonly HealthNode[],
  collapsed: ReadonlySet<HealthNodeId>,
): readonly HealthRow[] => {
  const childrenOf = (parent: HealthNodeId | null) =>
    nodes.filter((node) => node.parent === parent);
  const walk = (node: HealthNode, level: number): readonly HealthRow[] => {
    const children = childrenOf(node.id);
    const below = collapsed.has(node.id) ? [] : children.flatMap((child) => walk(child, level + 1));
    return [{ node, level, hasChildren: children.length > 0 }, ...below];
  };
  return childrenOf(null).flatMap((node) => walk(node, 1));
};

/** The deepest node that is not OK: where to look first. */
export const firstProblem = (nodes: readonly HealthNode[]): HealthNode | undefined => {
  const parents = new Set(nodes.map((node) => node.parent));
  const leaves = nodes.filter((node) => !parents.has(node.id));
  return (
    leaves.find((node) => node.status === 'error') ??
    leaves.find((node) => node.status !== 'ok' && node.causeCode !== null) ??
    leaves.find((node) => node.status !== 'ok')
  );
};

/** Plain text of all errors, for a ticket or a mail. */
export const errorsText = (
  host: string,
  nodes: readonly HealthNode[],
  nameOf: (id: HealthNodeId) => string,
): string => {
  const failed = nodes.filter((node) => node.status !== 'ok' && node.cause !== null);
  const parts = failed.map((node) =>
    [
      `${nameOf(node.id)}: ${node.status} (${node.causeCode ?? 'no code'}) since ${node.since ?? 'never checked'}`,
      `  What happened: ${node.cause ?? ''}`,
      ...(node.expected === null ? [] : [`  Expected: ${node.expected}`]),
      ...(node.actual === null ? [] : [`  Seen: ${node.actual}`]),
      ...(node.meaning === null ? [] : [`  What it means: ${node.meaning}`]),
      ...(node.remedy === null ? [] : [`  What to do: ${node.remedy}`]),
      ...(node.evidence === null ? [] : [`  Evidence: ${node.evidence}`]),
    ].join('\n'),
  );
  return [host, ...parts].join('\n');
};
