import { ByteReader, MalformedError } from '@gatehouse/bytes';
import { digestSize } from '@gatehouse/bytes/crypto';
import { noPcr, type UnprovenEventLog } from './event-log.ts';
import { refuseImaList } from './ima-list.ts';
import type { DeclaredAlgorithm } from './log-algorithms.ts';
import { type EventPlace, LoggedEvent } from './logged-event.ts';
import { eventLogQuirks, type LogReading } from './quirks.ts';
import { isSpecId, readSpecId } from './spec-id.ts';
import { startupLocalityOf } from './startup-locality.ts';

/** Bounds on a log. Real ones have at most some hundred events; firmware buffers are 64 KiB. */
export const eventLogLimits = { bytes: 16 * 1024 * 1024, events: 20_000, digests: 8 } as const;

const highestPcr = 23;
/** Size of the smallest TCG_PCR_EVENT2: fewer filler bytes are a truncated event, not padding. */
const smallestEvent = 16;

/** Where reading is, and what was odd on the way. */
interface Progress {
  readonly bytes: Uint8Array;
  readonly reader: ByteReader;
  readonly events: LoggedEvent[];
  readonly declared: readonly DeclaredAlgorithm[];
  padding: number | null;
  fewerDigests: boolean;
  otherOrder: boolean;
}

/**
 * Reads a TCG log: SHA-1 framing (TCG_PCR_EVENT) or crypto agile (TCG_PCR_EVENT2), TCG PC Client
 * Platform Firmware Profile §10.2. Little-endian. Digests and data of events are views into `bytes`.
 *
 * Departures of real logs are rows of `eventLogQuirks`. Throws `MalformedError` for anything that
 * leaves the bounds of an event, an algorithm of unknown size, or an IMA list. Proves nothing.
 */
export function parseEventLog(bytes: Uint8Array): UnprovenEventLog {
  if (bytes.length === 0) throw new MalformedError('TCG event log', 0, 'the log is empty');
  if (bytes.length > eventLogLimits.bytes)
    throw new MalformedError('TCG event log', 0, `is longer than ${eventLogLimits.bytes} bytes`);
  refuseImaList(bytes);
  const reader = new ByteReader(bytes, 'TCG_PCR_EVENT', 'little');
  const place = readSha1Event(reader, 0);
  const first = new LoggedEvent(bytes, 'sha1', place);
  const specId = isSpecId(first) ? readSpecId(first) : null;
  const agile = specId?.algorithms ?? null;
  const progress: Progress = {
    bytes,
    reader,
    events: [agile === null ? first : new LoggedEvent(bytes, 'in-no-bank', place)],
    declared: agile ?? [],
    padding: null,
    fewerDigests: false,
    otherOrder: false,
  };
  const format = agile === null ? 'sha1' : 'crypto-agile';
  if (agile === null) readEvents(progress, format);
  else reader.within('TCG_PCR_EVENT2', () => readEvents(progress, format));
  const reading: LogReading = { ...progress, format, specIdFirst: specId !== null };
  return {
    format,
    banks: agile === null ? ['sha1'] : agile.flatMap(({ bank }) => bank ?? []),
    events: reading.events,
    quirks: eventLogQuirks.filter((quirk) => quirk.met(reading)).map((quirk) => quirk.id),
    startupLocality: startupLocalityOf(reading.events),
    pointerSize: specId?.pointerSize ?? 8,
  };
}

function readEvents(progress: Progress, format: 'sha1' | 'crypto-agile'): void {
  const { bytes, reader, events } = progress;
  while (reader.remaining > 0) {
    progress.padding = paddingFrom(bytes, reader.offset);
    if (progress.padding !== null) return;
    const index = events.length;
    if (index >= eventLogLimits.events)
      reader.fail(`more than ${eventLogLimits.events} events are refused`);
    const place =
      format === 'sha1' ? readSha1Event(reader, index) : readAgileEvent(progress, index);
    events.push(new LoggedEvent(bytes, format, place));
  }
}

/** TCG_PCR_EVENT: u32 pcrIndex, u32 eventType, BYTE[20] digest, u32 eventSize, event. */
function readSha1Event(reader: ByteReader, index: number): EventPlace {
  const offset = reader.offset;
  const pcr = readPcr(reader);
  const type = reader.u32();
  const digests = reader.skip(digestSize.sha1);
  const start = readData(reader, index);
  return { index, pcr, type, offset, digests, start, end: reader.offset };
}

/** TCG_PCR_EVENT2: u32 pcrIndex, u32 eventType, TPML_DIGEST_VALUES, u32 eventSize, event. */
function readAgileEvent(progress: Progress, index: number): EventPlace {
  const { reader } = progress;
  const offset = reader.offset;
  const pcr = readPcr(reader);
  const type = reader.u32();
  const digests = readDigests(progress);
  const start = readData(reader, index);
  return { index, pcr, type, offset, digests, start, end: reader.offset };
}

/** TPML_DIGEST_VALUES: u32 count, then algorithm and digest of each; no bank twice. Where it starts. */
function readDigests(progress: Progress): number {
  const { reader, declared } = progress;
  const at = reader.offset;
  const count = reader.u32();
  if (count > eventLogLimits.digests)
    reader.fail(`${count} digests are above the limit of ${eventLogLimits.digests}`, at);
  if (count < declared.length) progress.fewerDigests = true;
  let seen = 0;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const position = readAlgorithm(reader, declared);
    if (position < last) progress.otherOrder = true;
    last = position;
    const algorithm = declared[position];
    if (algorithm === undefined) continue;
    reader.skip(algorithm.size);
    if (algorithm.bank === null) continue;
    if ((seen & (1 << position)) !== 0)
      reader.fail(`two ${algorithm.bank} digests in one event`, at);
    seen |= 1 << position;
  }
  return at;
}

function readAlgorithm(reader: ByteReader, declared: readonly DeclaredAlgorithm[]): number {
  const at = reader.offset;
  const id = reader.u16();
  for (let i = 0; i < declared.length; i++) if (declared[i]?.id === id) return i;
  return reader.fail(
    `algorithm 0x${id.toString(16).padStart(4, '0')} is not declared by the Spec ID event`,
    at,
  );
}

function readPcr(reader: ByteReader): number {
  const at = reader.offset;
  const pcr = reader.u32();
  if (pcr > highestPcr && pcr !== noPcr)
    reader.fail(`there is no PCR ${pcr}${at === 0 ? ': this is not a TCG event log' : ''}`, at);
  return pcr;
}

/** u32 eventSize, event. Where the event starts. */
function readData(reader: ByteReader, index: number): number {
  const at = reader.offset;
  const size = reader.u32();
  if (size > reader.remaining)
    reader.fail(
      `event ${index} announces ${size} bytes of data, ${reader.remaining} are left: the log is truncated`,
      at,
    );
  return reader.skip(size);
}

/** The byte that everything from `offset` on is, if that is padding; else null. */
function paddingFrom(bytes: Uint8Array, offset: number): number | null {
  const filler = bytes[offset];
  if (filler !== 0x00 && filler !== 0xff) return null;
  if (bytes.length - offset < smallestEvent) return null;
  for (let i = offset; i < bytes.length; i++) if (bytes[i] !== filler) return null;
  return filler;
}
