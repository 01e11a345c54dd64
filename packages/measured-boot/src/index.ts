export {
  type Baseline,
  type BaselineDifference,
  type BaselineEntry,
  type BaselineMatch,
  baselineOf,
  claimedNearestBaseline,
  matchBaseline,
  type NearestBaseline,
  nearestBaseline,
} from './baseline.ts';
export {
  type BootFactName,
  type BootFacts,
  type BootFactValues,
  bootFactsOf,
  claimedBootFactsOf,
  type MeasuredSiPolicy,
  type MeasuredVsmKey,
} from './boot-facts.ts';
export { type Detail, describeEvent, type EventDescription } from './describe-event.ts';
export { type LogEvent, noPcr, type ProvenEventLog, type UnprovenEventLog } from './event-log.ts';
export { eventType } from './event-types.ts';
export { parseEventLog } from './parse-event-log.ts';
export {
  digestMatches,
  type EventLogProof,
  proveEventLog,
  type QuotedPcrs,
  replayEventLog,
} from './replay.ts';
export { type EventToWrite, encodeEventLog } from './write-event-log.ts';
export {
  encodeFileDevicePath,
  encodeFirmwareBlob,
  encodeGpt,
  encodeImageLoad,
  encodeSignatureData,
  encodeSignatureList,
  encodeUefiVariable,
} from './write-uefi-events.ts';
export {
  encodeAggregation,
  encodeSiPolicy,
  encodeTrustBoundary,
  encodeVsmIdk,
  encodeWindowsEvent,
  encodeWindowsValue,
} from './write-windows-events.ts';
