import { ByteReader, MalformedError } from '@gatehouse/bytes';
import { digestSize } from '@gatehouse/bytes/crypto';
import { noPcr, type UnprovenEventLog } from './event-log.ts';
import { refuseImaList } from './ima-list.ts';
import type { DeclaredAlgorithm } from './log-algorithms.ts';
import { type EventSource, LoggedEvent } from './logged-event.ts';
import { eventLogQuirks, type LogReading } from './quirks.ts';
import { isSpecId, readSpecId } from './spec-id.ts';
import { startupLocalityOf } from './startup-locality.ts';

/** Bounds on a log. Real ones have at most some hundred events; firmware buffers are 64 KiB. */
export const eventLogLimits = { bytes: 16 * 1024 * 1024, events: 20_000, digests: 8 } as const;

const highestPcr = 23;
/** Size of the smallest TCG_PCR_EVENT2: fewer filler bytes are a truncated event, not padding. */
const smallestEvent = 16;

/** Where reading is, and what was odd on the way. */
interface Progress extends LogReading {
  readonly reader: ByteReader;
  readonly source: EventSource;
  readonly events: LoggedEvent[];
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
  const first = readSha1Event(reader, { bytes, framing: 'sha1' }, 0);
  const specId = isSpecId(first) ? readSpecId(first) : null;
  const agile = specId?.algorithms ?? null;
  const format = agile === null ? 'sha1' : 'crypto-agile';
  const progress: Progress = {
    reader,
    source: { bytes, framing: format },
    format,
    events: [agile === null ? first : first.inNoBank()],
    declared: agile ?? [],
    specIdFirst: specId !== null,
    padding: null,
    fewerDigests: false,
    otherOrder: false,
  };
  if (agile === null) readEvents(progress);
  else reader.within('TCG_PCR_EVENT2', () => readEvents(progress));
  return {
    format,
    banks: agile === null ? ['sha1'] : agile.flatMap(({ bank }) => bank ?? []),
    events: progress.events,
    quirks: eventLogQuirks.filter((quirk) => quirk.met(progress)).map((quirk) => quirk.id),
    startupLocality: startupLocalityOf(progress.events),
    pointerSize: specId?.pointerSize ?? 8,
  };
}

function readEvents(progress: Progress): void {
  const { reader, source, events } = progress;
  while (reader.remaining > 0) {
    progress.padding = paddingFrom(source.bytes, reader.offset);
    if (progress.padding !== null) return;
    const index = events.length;
    if (index >= eventLogLimits.events)
      reader.fail(`more than ${eventLogLimits.events} events are refused`);
    events.push(
      source.framing === 'sha1'
        ? readSha1Event(reader, source, index)
        : readAgileEvent(progress, index),
    );
  }
}

/** TCG_PCR_EVENT: u32 pcrIndex, u32 eventType, BYTE[20] digest, u32 eventSize, event. */
function readSha1Event(reader: ByteReader, source: EventSource, index: number): LoggedEvent {
  const offset = reader.offset;
  const pcr = readPcr(reader);
  const type = reader.u32();
  const digests = reader.skip(digestSize.sha1);
  const start = readData(reader, index);
  const end = reader.offset;
  return new LoggedEvent(source, { index, pcr, type, offset, digests, start, end });
}

/** TCG_PCR_EVENT2: u32 pcrIndex, u32 eventType, TPML_DIGEST_VALUES, u32 eventSize, event. */
function readAgileEvent(progress: Progress, index: number): LoggedEvent {
  const { reader, source } = progress;
  const offset = reader.offset;
  const pcr = readPcr(reader);
  const type = reader.u32();
  const digests = readDigests(progress);
  const start = readData(reader, index);
  const end = reader.offset;
  return new LoggedEvent(source, { index, pcr, type, offset, digests, start, end });
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
