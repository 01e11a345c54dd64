import type { Overview } from '@gatehouse/contracts';

export type TimelineBucket = Overview['timeline'][number];

/** State of the fleet at one moment, as it was sampled. */
export interface TimelineSample {
  readonly at: Date;
  readonly passed: number;
  readonly refused: number;
  readonly unknown: number;
}

export const timelineBucketMilliseconds = 15 * 60_000;
const day = 24 * 60 * 60_000;

/** Start of the bucket that a moment is in. */
export const bucketStart = (at: Date): Date =>
  new Date(Math.floor(at.getTime() / timelineBucketMilliseconds) * timelineBucketMilliseconds);

/**
 * The last 24 h in buckets of 15 minutes, oldest first. A bucket without a sample is left out: nobody
 * looked, and a line drawn over it would claim that somebody did.
 */
export const timelineOf = (samples: readonly TimelineSample[], now: Date): TimelineBucket[] => {
  const buckets = new Map<number, TimelineSample>();
  for (const sample of samples) {
    if (sample.at.getTime() <= now.getTime() - day || sample.at > now) continue;
    const start = bucketStart(sample.at).getTime();
    const before = buckets.get(start);
    if (before === undefined || before.at <= sample.at) buckets.set(start, sample);
  }
  return [...buckets]
    .sort(([left], [right]) => left - right)
    .map(([start, { passed, refused, unknown }]) => ({
      at: new Date(start).toISOString(),
      passed,
      refused,
      unknown,
    }));
};
