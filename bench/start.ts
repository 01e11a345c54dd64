import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startProduct, untilSeeded } from '../e2e/product.ts';

/** What `npm start` may take when nothing has to be installed, built or made, in seconds. */
const limit = 10;
const warmStarts = 3;

const data = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
const ports = await freePorts();

async function timed(): Promise<{ readonly seconds: number; readonly stop: () => Promise<void> }> {
  const since = performance.now();
  const product = await startProduct({ data, ports });
  const seconds = (performance.now() - since) / 1000;
  await untilSeeded(product);
  return { seconds, stop: product.stop };
}

try {
  const first = await timed();
  await first.stop();
  const warm: number[] = [];
  for (let i = 0; i < warmStarts; i++) {
    const run = await timed();
    warm.push(run.seconds);
    await run.stop();
  }
  const median = warm.toSorted((a, b) => a - b)[Math.floor(warmStarts / 2)] ?? Number.NaN;
  const round = (seconds: number): number => Math.round(seconds * 100) / 100;
  console.log(`first start of a data folder  ${round(first.seconds)} s until everything serves`);
  console.log(`warm start, median of ${warmStarts}       ${round(median)} s`);
  console.log(
    JSON.stringify({
      bench: 'start',
      figures: { firstSeconds: round(first.seconds), warmSeconds: round(median) },
      ratios: { ofLimit: round(median / limit) },
    }),
  );
} finally {
  await rm(data, { recursive: true, force: true });
}
