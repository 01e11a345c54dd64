import { MalformedError, toHex } from '@gatehouse/bytes';
import {
  type BootFacts,
  bootFactsOf,
  type ProvenEventLog,
  parseEventLog,
  proveEventLog,
} from '@gatehouse/measured-boot';
import { type Check, type CheckRule, failed, passed, refused, skipped } from './check.ts';
import { type Evidence, quotedBank, quotedPcrs } from './evidence.ts';
import type { ExchangeResult } from './exchange-checks.ts';
import { explainMismatch, explainUnaccounted } from './explain-log.ts';
import type { Proven } from './proven.ts';
import type { TrustedBaseline } from './trust.ts';

export interface LogResult {
  readonly checks: readonly Check[];
  /** The log and its facts, only if it is the log of the quoted boot and hides nothing. */
  readonly proven: Proven | null;
}

const readableRule: CheckRule = {
  id: 'event-log-readable',
  title: 'The TCG log can be read',
  source: 'TCG PC Client Platform Firmware Profile §10',
  cause: 'event-log-unreadable',
  substatus: 'TcgLogVerification',
};
const replayRule: CheckRule = {
  id: 'event-log-replay',
  title: 'The TCG log gives the PCR values that the TPM quoted',
  source: 'TCG PC Client Platform Firmware Profile §10.1; MS-HGSA §3.1.5.1.1.3',
  cause: 'pcr-mismatch',
  substatus: 'TcgLogVerification',
};
const accountedRule: CheckRule = {
  id: 'event-log-accounted',
  title: 'Every event that decides has the data of its digest',
  source: 'TCG PC Client Platform Firmware Profile §10.2.3',
  cause: 'event-data-changed',
  substatus: 'TcgLogVerification',
};
const finishedRule: CheckRule = {
  id: 'event-log-finished',
  title: 'Windows finished its measurements',
  source: 'TCG PC Client Platform Firmware Profile §10.4.1 (EV_SEPARATOR "WBCL" in PCR 12 to 14)',
  cause: 'boot-unfinished',
  substatus: 'TcgLogVerification',
};
const rules = [readableRule, replayRule, accountedRule, finishedRule];

/** Whether the log is that of the boot that the TPM quoted, whole and with nothing hidden. */
export function checkLog(
  { eventLog: bytes, earlier }: Pick<Evidence, 'eventLog' | 'earlier'>,
  exchange: Pick<ExchangeResult, 'quote' | 'tpm'>,
  baselines: readonly TrustedBaseline[],
): LogResult {
  const { quote, tpm } = exchange;
  if (quote === null || tpm === null)
    return {
      checks: rules.map((rule) =>
        skipped(rule, 'There is no proven quote to hold the log against.'),
      ),
      proven: null,
    };
  const read = readLog(bytes);
  if ('check' in read) return { checks: [read.check, ...rest(1)], proven: null };
  const { log } = read;
  const readable = passed(readableRule, { actual: `${log.events.length} events` });
  const quoted = { bank: quotedBank, pcrs: quotedPcrs, pcrDigest: quote.pcrDigest } as const;
  const proof = proveEventLog(log, quoted);
  if (proof.kind === 'mismatch') {
    const found = {
      expected: toHex(proof.expected),
      actual: proof.actual === null ? 'none' : toHex(proof.actual),
    };
    const check =
      proof.actual === null
        ? failed(replayRule, null, {
            ...found,
            cause: 'other-bank',
            found: { detail: proof.reason },
          })
        : refused(
            replayRule,
            explainMismatch({ log, bytes, quoted, tpm, earlier }, baselines),
            found,
          );
    return { checks: [readable, check, ...rest(2)], proven: null };
  }
  const digest = toHex(quote.pcrDigest);
  const replay = passed(replayRule, { expected: digest, actual: digest });
  const facts = bootFactsOf(proof.log);
  const whole = [accounted(proof.log, facts, baselines), finished(facts)];
  const isWhole = whole.every((check) => check.outcome === 'passed');
  return {
    checks: [readable, replay, ...whole],
    proven: isWhole ? { log: proof.log, facts } : null,
  };
}

const rest = (from: number): readonly Check[] =>
  rules.slice(from).map((rule) => skipped(rule, 'The log is not proven.'));

function readLog(bytes: Uint8Array) {
  try {
    return { log: parseEventLog(bytes) };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { check: failed(readableRule, error.message, { actual: `${bytes.length} bytes` }) };
  }
}

function accounted(
  log: ProvenEventLog,
  facts: BootFacts,
  baselines: readonly TrustedBaseline[],
): Check {
  if (facts.unaccounted.length === 0) return passed(accountedRule);
  return refused(accountedRule, explainUnaccounted(log, facts, baselines), {
    evidence: eventsText(facts.unaccounted),
  });
}

function finished({ unfinished }: BootFacts): Check {
  const [pcr] = unfinished;
  if (pcr === undefined) return passed(finishedRule);
  const detail = unfinished.join(', ');
  return failed(finishedRule, null, {
    actual: `no separator in PCR ${detail}`,
    found: { pcr, detail },
  });
}

/** `event 3` or `events 3, 4, 9`; the first eight. */
export function eventsText(indexes: readonly number[]): string {
  const shown = indexes.slice(0, 8).join(', ');
  const more = indexes.length > 8 ? ` and ${indexes.length - 8} more` : '';
  return indexes.length === 1 ? `event ${shown}` : `events ${shown}${more}`;
}
