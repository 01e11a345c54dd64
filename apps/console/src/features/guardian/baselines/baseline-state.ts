import type { Baseline, HostStatus } from '@gatehouse/contracts';

export type BaselineState = 'trusted' | 'retired' | 'candidate' | 'unusable';

export const stateOf = ({ enabled, usable, retired }: Baseline): BaselineState => {
  if (enabled) return 'trusted';
  if (!usable) return 'unusable';
  return retired === null ? 'candidate' : 'retired';
};

export const statusOfState: Readonly<Record<BaselineState, HostStatus>> = {
  trusted: 'ok',
  retired: 'maintenance',
  candidate: 'pending',
  unusable: 'unknown',
};
