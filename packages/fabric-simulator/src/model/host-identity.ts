import { toGuid, toHex } from '@gatehouse/bytes';
import { derive, deriveNumber } from './derive.ts';
import { type ProductLine, productLines } from './hardware.ts';

/** What never changes about a host: the same for the same seed and number. */
export interface HostIdentity {
  /** 1-based. */
  readonly number: number;
  /** DNS name, e.g. `hv-0001.fabric.test`. */
  readonly name: string;
  readonly computerName: string;
  readonly line: ProductLine;
  readonly serialNumber: string;
  /** SMBIOS system UUID. */
  readonly systemUuid: string;
  /** GUID of the system disk, in the GPT that PCR 5 measures. */
  readonly diskGuid: Uint8Array;
  /** Days between the installation's last start and the first start of the simulation. */
  readonly uptimeDays: number;
  readonly memoryGiB: number;
}

export const fabricDomain = 'fabric.test';

const lineOf = (number: number): ProductLine => {
  const slots = productLines.flatMap((line) => Array.from({ length: line.share }, () => line));
  const line = slots[(number - 1) % slots.length];
  if (line === undefined) throw new RangeError('a fleet needs at least one product line');
  return line;
};

/** The `number`-th host of the fabric of a seed, 1 to 9999. */
export function hostIdentity(seed: string, number: number): HostIdentity {
  if (!Number.isInteger(number) || number < 1 || number > 9999)
    throw new RangeError('hosts are numbered 1 to 9999');
  const computerName = `hv-${String(number).padStart(4, '0')}`;
  const line = lineOf(number);
  const of = (what: string, length: number) => derive(seed, `${computerName} ${what}`, length);
  return {
    number,
    name: `${computerName}.${fabricDomain}`,
    computerName: computerName.toUpperCase(),
    line,
    serialNumber: `${line.model.serialPrefix}${toHex(of('serial', 4)).toUpperCase()}`,
    systemUuid: toGuid(of('uuid', 16)),
    diskGuid: of('disk', 16),
    uptimeDays: 1 + deriveNumber(seed, `${computerName} uptime`, 40),
    memoryGiB: line.model.memoryGiB,
  };
}

/** Seed of a host's TPM: 32 bytes. A TPM that replaces an earlier one has the next generation. */
export const tpmSeed = (seed: string, host: HostIdentity, generation: number): Uint8Array =>
  derive(seed, `${host.computerName} tpm ${generation}`, 32);
