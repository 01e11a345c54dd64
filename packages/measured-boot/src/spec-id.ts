import { ByteReader } from '@gatehouse/bytes';
import type { LogEvent } from './event-log.ts';
import { eventType } from './event-types.ts';
import { type DeclaredAlgorithm, logAlgorithmOf, logAlgorithms } from './log-algorithms.ts';
import { startsWith } from './starts-with.ts';

/** TCG_EfiSpecIDEvent, of which `algorithms` is null in logs of SHA-1 framing. */
export interface SpecId {
  readonly algorithms: readonly DeclaredAlgorithm[] | null;
  readonly pointerSize: 4 | 8;
}

const signaturePrefix = 'Spec ID Event';
const agileSignature = 'Spec ID Event03\0';
const headSize = 24;

export const isSpecId = (event: LogEvent): boolean =>
  event.type === eventType.EV_NO_ACTION && startsWith(event.data, signaturePrefix);

/** TCG_EfiSpecIDEvent: TCG PC Client Platform Firmware Profile §10.4.5.1. */
export function readSpecId(event: LogEvent): SpecId {
  const { data } = event;
  const reader = new ByteReader(data, 'TCG_EfiSpecIDEvent', 'little', event.offset + 32);
  if (!startsWith(data, agileSignature)) return { algorithms: null, pointerSize: 8 };
  reader.bytes(headSize - 1);
  const pointerSize = reader.u8() === 1 ? 4 : 8;
  const at = reader.offset;
  const count = reader.u32();
  if (count === 0 || count > logAlgorithms.length)
    reader.fail(`${count} digest algorithms; 1 to ${logAlgorithms.length} can be`, at);
  const algorithms = Array.from({ length: count }, () => readAlgorithm(reader));
  if (algorithms.some((algorithm, i) => algorithms.indexOf(algorithm) !== i))
    reader.fail('declares a digest algorithm twice', at);
  reader.bytes(reader.u8());
  return reader.done({ algorithms, pointerSize });
}

function readAlgorithm(reader: ByteReader): DeclaredAlgorithm {
  const at = reader.offset;
  const id = reader.u16();
  const size = reader.u16();
  const known = logAlgorithmOf(id);
  if (known === undefined)
    return reader.fail(`unknown digest algorithm 0x${id.toString(16).padStart(4, '0')}`, at);
  if (known.size !== size)
    return reader.fail(
      `digests of algorithm 0x${id.toString(16)} have ${known.size} bytes, not ${size}`,
      at,
    );
  return known;
}
