import { z } from 'zod';
import { attestationStatus, verdict } from '../attestations.ts';
import { base64, byId, hex, instant, listOf, sha256 } from '../common.ts';
import { route } from '../route.ts';
import { bootEvent } from './trust.ts';

/** A value that was read in an event: text, number, yes or no, or more of them by name or in order. */
export type EventDetail =
  | string
  | number
  | boolean
  | null
  | readonly EventDetail[]
  | { readonly [name: string]: EventDetail };
/** The id is what OpenAPI refers to: the shape contains itself. */
const eventDetail: z.ZodType<EventDetail> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(eventDetail),
      z.record(z.string(), eventDetail),
    ]),
  )
  .meta({ id: 'EventDetail' });

/** How far the data of an event were read; `bytes` are those that no specification lays out. */
export const readAs = z.enum(['values', 'text', 'bytes', 'unreadable']);

/** An event in a list. */
export const logEventRow = bootEvent.extend({ readAs });
export type LogEventRow = z.infer<typeof logEventRow>;

/** Why a digest was, or could not be, held against the data of its event. */
export const digestCheck = z.object({
  bank: z.string(),
  digest: hex.nullable(),
  outcome: z.enum(['matches', 'differs', 'not-of-the-data', 'none']),
  reason: z.string(),
  /** Value of the PCR before and after the event, as the log claims; null where it extends none. */
  pcr: z.object({ before: hex, after: hex }).nullable(),
});
export type DigestCheck = z.infer<typeof digestCheck>;

/** All of one event. */
export const logEventDetail = logEventRow.extend({
  details: eventDetail,
  /** What the digest of such an event is of, and what nobody may conclude from it. */
  measures: z.string(),
  doesNotProve: z.string(),
  /** One a bank of the log. */
  digestChecks: z.array(digestCheck),
  /** Byte of the log at which the event starts. */
  offset: z.number().int(),
  /** The first bytes of the data; `size` says how many there are. */
  data: base64,
});
export type LogEventDetail = z.infer<typeof logEventDetail>;

/** An attestation in which a log was sent. */
const sender = z.object({
  id: z.uuid(),
  at: instant,
  hostName: z.string().nullable(),
  ekHash: sha256,
  status: attestationStatus,
});

/** A stored log, and who has it. */
export const storedEventLog = z.object({
  digest: sha256,
  addedAt: instant,
  /** Bytes. */
  size: z.number().int(),
  /** Names of the baselines that were made from it. */
  baselines: z.array(z.string()),
  /** Names that waiting hosts claim, whose log it is. */
  waiting: z.array(z.string()),
  /** Hosts whose last attestation had it, the latest first; the first of them. */
  senders: z.array(sender),
});
export type StoredEventLog = z.infer<typeof storedEventLog>;

/** All of a log but its events. */
export const eventLogInfo = storedEventLog.extend({
  format: z.enum(['sha1', 'crypto-agile']),
  banks: z.array(z.string()),
  /** The bank that the operating system measured into, which digests are shown in. */
  bank: z.string(),
  eventCount: z.number().int(),
  startupLocality: z.number().int().nullable(),
  quirks: z.array(z.object({ id: z.string(), sentence: z.string() })),
  /** What occurs, for filters. */
  types: z.array(
    z.object({ type: z.number().int(), typeName: z.string(), count: z.number().int() }),
  ),
  /** bank → PCR → value after replay. */
  pcrs: z.record(z.string(), z.record(z.string(), hex)),
  /** Events of each PCR; the key of those in no PCR is `none`. */
  pcrEvents: z.record(z.string(), z.number().int()),
  /** Events whose digest should be that of their data, and is not. */
  differing: z.number().int(),
});
export type EventLogInfo = z.infer<typeof eventLogInfo>;

/** Only events of a PCR (`none`: in no PCR), of a type, with all the words, with a digest that differs. */
const eventFilter = {
  pcr: z.union([z.coerce.number().int().min(0).max(23), z.literal('none')]).optional(),
  /** Name (`EV_…`, or a part of it) or number. */
  type: z.string().max(64).optional(),
  text: z.string().max(256).optional(),
  digest: z.literal('differs').optional(),
};

export const alignmentKinds = ['same', 'changed', 'added', 'removed', 'moved'] as const;

/** A line of two logs beside each other. */
export const alignedEvents = z.object({
  /** Position among all lines. */
  index: z.number().int(),
  kind: z.enum(alignmentKinds),
  left: logEventRow.nullable(),
  right: logEventRow.nullable(),
  /** Under the same digest, the data differ. */
  dataDiffer: z.boolean(),
  /** Of one that moved: index of the event in the other log. */
  counterpart: z.number().int().nullable(),
});
export type AlignedEvents = z.infer<typeof alignedEvents>;

export const eventLogComparison = listOf(alignedEvents).extend({
  bank: z.string(),
  /** Lines by kind; an event that moved counts once. */
  counts: z.record(z.enum(alignmentKinds), z.number().int()),
  /** PCRs that the logs do not give the same value. */
  pcrs: z.array(z.number().int()),
  /** Whether fewer differences cannot explain it. */
  isShortest: z.boolean(),
});
export type EventLogComparison = z.infer<typeof eventLogComparison>;

const byDigest = z.object({ digest: sha256 });
const page = {
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  offset: z.coerce.number().int().min(0).default(0),
};
const path = '/Administration/event-logs';
const reading = { method: 'GET', permission: 'hgs.read' } as const;

export const eventLogRoutes = {
  listEventLogs: route({
    ...reading,
    path,
    summary: 'Stored TCG logs and who has them, the latest first',
    query: z.object({ ...page, text: z.string().max(256).optional() }),
    response: listOf(storedEventLog),
  }),
  addEventLog: route({
    method: 'POST',
    path,
    summary: 'Keeps a TCG log for looking at, for an hour at least; nothing is trusted by it',
    permission: 'hgs.write',
    body: z.object({ content: base64.max(24 * 1024 * 1024) }),
    response: byDigest,
    status: 201,
  }),
  getEventLogInfo: route({
    ...reading,
    path: `${path}/:digest/info`,
    summary: 'A stored TCG log without its events',
    params: byDigest,
    response: eventLogInfo,
  }),
  listLogEvents: route({
    ...reading,
    path: `${path}/:digest/events`,
    summary: 'Events of a stored TCG log, in its order',
    params: byDigest,
    query: z.object({ ...page, ...eventFilter }),
    response: listOf(logEventRow),
  }),
  getLogEvent: route({
    ...reading,
    path: `${path}/:digest/events/:index`,
    summary: 'One event: its values, its bytes, its digests and the PCR before and after it',
    params: byDigest.extend({ index: z.coerce.number().int().min(0).max(1_000_000) }),
    response: logEventDetail,
  }),
  getPcrHistory: route({
    ...reading,
    path: `${path}/:digest/pcrs/:pcr`,
    summary: 'How a PCR comes to its value: each event with the value after it',
    params: byDigest.extend({ pcr: z.coerce.number().int().min(0).max(23) }),
    query: z.object({ bank: z.string().max(16).optional() }),
    response: z.object({
      bank: z.string(),
      /** Value before the first event. */
      start: hex,
      steps: z.array(logEventRow.extend({ after: hex })),
    }),
  }),
  compareEventLogs: route({
    ...reading,
    path: `${path}/:digest/compare/:other`,
    summary: 'Two stored TCG logs beside each other, aligned PCR by PCR by their digests',
    params: byDigest.extend({ other: sha256 }),
    query: z.object({
      ...page,
      pcr: eventFilter.pcr,
      only: z.literal('differences').optional(),
    }),
    response: eventLogComparison,
  }),
  exportEventLog: route({
    ...reading,
    path: `${path}/:digest/export`,
    summary: 'A stored TCG log as its bytes, or as the offline reader prints it (JSON, text)',
    params: byDigest,
    query: z.object({ form: z.enum(['log', 'json', 'text']) }),
    response: z.object({ fileName: z.string(), content: base64 }),
  }),
  getVerdict: route({
    ...reading,
    path: '/Administration/attestations/:id',
    summary: 'One decision of the attestation log',
    params: byId,
    response: verdict,
  }),
};
