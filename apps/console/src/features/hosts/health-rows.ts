import { explanationLines, type HealthNode, type HealthNodeId } from '@gatehouse/contracts';

export interface HealthRow {
  readonly node: HealthNode;
  /** 1 for the root. */
  readonly level: number;
  /** Undefined for one that has none below it. */
  readonly expanded: boolean | undefined;
}

/** The health tree as rows in display order, without what is below those that are folded. */
export const healthRows = (
  nodes: readonly HealthNode[],
  folded: ReadonlySet<HealthNodeId> = new Set(),
): readonly HealthRow[] => {
  const below = (parent: HealthNodeId | null, level: number): readonly HealthRow[] =>
    nodes
      .filter((node) => node.parent === parent)
      .flatMap((node) => {
        const isParent = nodes.some((other) => other.parent === node.id);
        const expanded = isParent ? !folded.has(node.id) : undefined;
        return [{ node, level, expanded }, ...(expanded === true ? below(node.id, level + 1) : [])];
      });
  return below(null, 1);
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
  const parts = failed.map((node) => [headOf(node, nameOf), ...linesOf(node)].join('\n  '));
  return [host, ...parts].join('\n');
};

const headOf = (node: HealthNode, nameOf: (id: HealthNodeId) => string): string =>
  `${nameOf(node.id)}: ${node.status} (${node.causeCode ?? 'no code'}) since ${node.since ?? 'never checked'}`;

/** What HGS explained is told in its own words, as everywhere. */
const linesOf = (node: HealthNode): readonly string[] =>
  node.explanation === null
    ? [
        ['What happened', node.cause],
        ['Expected', node.expected],
        ['Seen', node.actual],
        ['Evidence', node.evidence],
        ['What it means', node.meaning],
        ['What to do', node.remedy],
        ['Who', node.who],
      ].flatMap(([name, text]) => (text == null ? [] : [`${name}: ${text}`]))
    : [`Seen: ${node.actual ?? ''}`, ...explanationLines(node.explanation)];
