/** A process of `bench/tpm.ts`: provisions TPMs from `first` up to `end`, keeps them, and says what memory they took. */
import { hash } from '@gatehouse/bytes/crypto';
import { bootHostTpm, createTpmManufacturer, type HostTpm } from '@gatehouse/fabric-simulator';

const [first, end] = process.argv.slice(2).map(Number);
const manufacturer = createTpmManufacturer('bench');
const kept: HostTpm[] = [];
const before = process.memoryUsage().rss;
for (let i = first ?? 0; i < (end ?? 0); i++) {
  const seed = hash('sha256', Uint8Array.of(i >> 16, i >> 8, i));
  kept.push(await bootHostTpm({ seed, state: null, manufacturer, measurements: [] }));
}
const { user, system } = process.cpuUsage();
process.send?.({
  count: kept.length,
  megabytes: (process.memoryUsage().rss - before) / 1e6,
  processorSeconds: (user + system) / 1e6,
});
