import { ByteWriter, utf8 } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { eventType } from './event-types.ts';
import { logAlgorithms } from './log-algorithms.ts';

/** An event to write. Digests are those of `data` in every bank unless given. */
export interface EventToWrite {
  readonly pcr: number;
  readonly type: number;
  readonly data: Uint8Array;
  /** Digests of something other than the data, e.g. of a PE image. */
  readonly digests?: Readonly<Partial<Record<HashName, Uint8Array>>>;
}

const idOf = (bank: HashName): number =>
  logAlgorithms.find((algorithm) => algorithm.bank === bank)?.id ?? 0;

/**
 * A crypto-agile log: the Spec ID event, then the events (TCG PC Client Platform Firmware Profile
 * §10.2). An EV_NO_ACTION event gets digests of zeros, as the profile wants.
 */
export function encodeEventLog(log: {
  readonly banks: readonly HashName[];
  readonly events: readonly EventToWrite[];
}): Uint8Array {
  const writer = new ByteWriter('little');
  const specId = encodeSpecId(log.banks);
  writer.u32(0).u32(eventType.EV_NO_ACTION).bytes(new Uint8Array(20));
  writer.u32(specId.length).bytes(specId);
  for (const event of log.events) {
    const digests = eventDigests(event, log.banks);
    writer.u32(event.pcr).u32(event.type).u32(digests.length);
    for (const [bank, digest] of digests) writer.u16(idOf(bank)).bytes(digest);
    writer.u32(event.data.length).bytes(event.data);
  }
  return writer.finish();
}

/** What the TPM is extended with for an event, bank by bank; EV_NO_ACTION extends nothing. */
export const eventDigests = (
  event: EventToWrite,
  banks: readonly HashName[],
): readonly (readonly [HashName, Uint8Array])[] =>
  banks.map((bank) => [bank, event.digests?.[bank] ?? digestOf(event, bank)]);

function digestOf(event: EventToWrite, bank: HashName): Uint8Array {
  const digest = hash(bank, event.data);
  return event.type === eventType.EV_NO_ACTION ? digest.fill(0) : digest;
}

/** TCG_EfiSpecIDEvent of specification 2.0 on a 64-bit platform. */
function encodeSpecId(banks: readonly HashName[]): Uint8Array {
  const writer = new ByteWriter('little');
  writer.bytes(utf8('Spec ID Event03\0')).u32(0).u8(0).u8(2).u8(0).u8(2).u32(banks.length);
  for (const bank of banks) {
    const algorithm = logAlgorithms.find((known) => known.bank === bank);
    writer.u16(algorithm?.id ?? 0).u16(algorithm?.size ?? 0);
  }
  return writer.u8(0).finish();
}
