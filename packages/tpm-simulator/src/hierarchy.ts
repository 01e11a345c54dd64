import { permanentHandle } from '@gatehouse/tpm';
import { refuse } from './tpm-refusal.ts';

const hierarchies: readonly number[] = [
  permanentHandle.owner,
  permanentHandle.endorsement,
  permanentHandle.platform,
  permanentHandle.null,
];

export const hierarchyOf = (handle: number | undefined): number =>
  handle !== undefined && hierarchies.includes(handle) ? handle : refuse('VALUE', 'handle');
