import type { HostStatus, Rollout, RolloutHost } from '@gatehouse/contracts';

export const statusOfRollout: Readonly<Record<Rollout['state'], HostStatus>> = {
  planned: 'unknown',
  running: 'pending',
  paused: 'warning',
  withdrawn: 'error',
  finished: 'ok',
};

type Place = RolloutHost['place'];

export const statusOfPlace: Readonly<Record<Place, HostStatus>> = {
  moved: 'ok',
  waiting: 'pending',
  strayed: 'error',
  unknown: 'unknown',
  elsewhere: 'maintenance',
};

/** Hosts that a rollout is about, moved or not. */
export const totalOf = ({ progress }: Pick<Rollout, 'progress'>): number =>
  progress.moved + progress.waiting + progress.strayed + progress.unknown;
