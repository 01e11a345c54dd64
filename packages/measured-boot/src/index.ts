export { type AlignedRow, alignLogs, commonBankOf, type LogAlignment } from './align-logs.ts';
export { type Baseline, type BaselineEntry, baselineOf, relaxablePcrs } from './baseline.ts';
export { type BaselineRule, baselineRules } from './baseline-rules.ts';
export { type BootDifference, bootDifferences } from './boot-differences.ts';
export type { BootFactName, BootFacts, BootFactValues } from './boot-facts.ts';
export { bootFactsOf, claimedBootFactsOf, operatingSystemBankOf } from './boot-facts-of.ts';
export {
  type BootCluster,
  type BootGroup,
  bootFingerprint,
  bootSetOf,
  clusterBoots,
} from './cluster-boots.ts';
export type { Detail, EventDescription } from './decode/detail.ts';
export { describeEvent } from './describe-event.ts';
export { type DifferenceCause, differenceCauses } from './difference-causes.ts';
export { type DigestCheck, digestCheck, digestMatches } from './digest-matches.ts';
export { type LogEvent, noPcr, type ProvenEventLog, type UnprovenEventLog } from './event-log.ts';
export {
  type EventLogReport,
  type EventReport,
  eventLogReport,
  eventLogText,
  eventReport,
} from './event-log-report.ts';
export { type EventMeaning, meaningOf } from './event-meanings.ts';
export { eventType } from './event-types.ts';
export {
  findLogEdit,
  type LogEdit,
  type Witness,
  witnessOfBaseline,
  witnessOfLog,
} from './find-log-edit.ts';
export {
  type BaselineDifference,
  type BaselineMatch,
  claimedMatch,
  matchBaseline,
} from './match-baseline.ts';
export {
  claimedNearestBaseline,
  type NearestBaseline,
  nearestBaseline,
} from './nearest-baseline.ts';
export { parseEventLog } from './parse-event-log.ts';
export { type PcrStep, pcrHistory } from './pcr-history.ts';
export { type EventLogProof, proveEventLog, type QuotedPcrs } from './prove-event-log.ts';
export { type EventLogQuirk, eventLogQuirks } from './quirks.ts';
export { type PcrValues, replayBank, replayEventLog } from './replay.ts';
export type { Subject } from './subject.ts';
export { unaccountedCauseOf } from './unaccounted-cause.ts';
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
