import { type HealthChange, type HealthNode, healthLeaves } from '@gatehouse/contracts';

/** A category that became so; what it was before follows from the change before it. */
export type NodeChange = Omit<HealthChange, 'before'>;

/** Which categories of a host became another status, or the same one for another cause, between two folds. */
export const changesBetween = (
  before: readonly HealthNode[],
  after: readonly HealthNode[],
): readonly NodeChange[] => {
  const previous = new Map(before.map((node) => [node.id, node]));
  return after.flatMap(({ id, since, status, cause, causeCode }) => {
    const was = previous.get(id);
    const isSame = was?.since === since && was.status === status && was.causeCode === causeCode;
    if (since === null || isSame || !leaves.has(id)) return [];
    return [{ node: id, at: since, status, cause }];
  });
};

const leaves = new Set(healthLeaves);
