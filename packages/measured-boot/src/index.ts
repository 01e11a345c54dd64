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
} from './boot-facts.ts';
export { type Detail, describeEvent, type EventDescription } from './describe-event.ts';
export { digestMatches } from './digest-matches.ts';
export { type LogEvent, noPcr, type ProvenEventLog, type UnprovenEventLog } from './event-log.ts';
export { eventType } from './event-types.ts';
export { parseEventLog } from './parse-event-log.ts';
export { type EventLogProof, proveEventLog, type QuotedPcrs } from './prove-event-log.ts';
export { type EventLogQuirk, eventLogQuirks } from './quirks.ts';
export { type PcrValues, replayBank, replayEventLog } from './replay.ts';
export {
  type WindowsEventType,
  type WindowsValueKind,
  windowsEvents,
} from './windows-events.ts';
export type {
  MeasuredRevocationList,
  MeasuredSiPolicy,
  MeasuredVsmKey,
} from './windows-payloads.ts';
export { type EventToWrite, encodeEventLog, eventDigests } from './write-event-log.ts';
export {
  encodeDevicePath,
  encodeDevicePathNode,
  encodeFileDevicePath,
  encodeFirmwareBlob,
  encodeGpt,
  encodeImageLoad,
  encodeLoadOption,
  encodeSignatureData,
  encodeSignatureList,
  encodeUefiVariable,
  type GptPartition,
} from './write-uefi-events.ts';
export {
  encodeAggregation,
  encodeRevocationList,
  encodeSiPolicy,
  encodeTrustBoundary,
  encodeVsmIdk,
  encodeWindowsEvent,
  encodeWindowsValue,
  type WindowsValue,
} from './write-windows-events.ts';
