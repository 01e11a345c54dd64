import { equalBytes } from '@gatehouse/bytes';
import type { AlignedEvents, EventLogComparison } from '@gatehouse/contracts';
import { ProblemError } from '@gatehouse/http';
import {
  type AlignedRow,
  alignLogs,
  commonBankOf,
  type LogAlignment,
  replayBank,
} from '@gatehouse/measured-boot';
import { isInPcr, type ReadLog } from './event-log-view.ts';

/** Two logs, aligned once for all pages of their comparison. */
export interface ComparedLogs {
  readonly left: ReadLog;
  readonly right: ReadLog;
  readonly alignment: LogAlignment;
  readonly bank: NonNullable<ReturnType<typeof commonBankOf>>;
}

export function compareLogs(left: ReadLog, right: ReadLog): ComparedLogs {
  const bank = commonBankOf(left.log, right.log);
  if (bank === null)
    throw new ProblemError(
      'conflict',
      `The logs cannot be compared: one has digests of ${left.log.banks.join(', ')}, the other of ${right.log.banks.join(', ')}.`,
      'Compare logs that share a bank. Hosts with a TPM 2.0 write SHA-256.',
    );
  return { left, right, bank, alignment: alignLogs(left.log, right.log, bank) };
}

interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly pcr?: number | 'none' | undefined;
  readonly only?: 'differences' | undefined;
}

/** A page of the lines of a comparison, with what there is in all. */
export function comparisonPage(compared: ComparedLogs, page: Page): EventLogComparison {
  const { alignment, bank } = compared;
  const shown = [...alignment.rows.entries()].filter(
    ([, row]) =>
      (page.only === undefined || row.kind !== 'same') && isOfPcr(compared, row, page.pcr),
  );
  return {
    items: shown
      .slice(page.offset, page.offset + page.limit)
      .map(([index, row]) => lineOf(compared, row, index)),
    total: shown.length,
    bank,
    counts: { ...alignment.counts },
    pcrs: differingPcrs(compared),
    isShortest: alignment.isShortest,
  };
}

const eventsOf = ({ left, right }: ComparedLogs, row: AlignedRow) => ({
  left: row.left === null ? undefined : left.log.events[row.left],
  right: row.right === null ? undefined : right.log.events[row.right],
});

function isOfPcr(compared: ComparedLogs, row: AlignedRow, pcr: Page['pcr']): boolean {
  const { left, right } = eventsOf(compared, row);
  const event = left ?? right;
  return event !== undefined && isInPcr(event, pcr);
}

function lineOf(compared: ComparedLogs, row: AlignedRow, index: number): AlignedEvents {
  const { left, right } = eventsOf(compared, row);
  return {
    index,
    kind: row.kind,
    left: left === undefined ? null : compared.left.row(left),
    right: right === undefined ? null : compared.right.row(right),
    dataDiffer: row.kind === 'same' && row.dataDiffer,
    counterpart: row.kind === 'moved' ? row.counterpart : null,
  };
}

/** PCRs that replay to different values: what a quote would tell the boots apart by. */
function differingPcrs({ left, right, bank }: ComparedLogs): number[] {
  const [ours, theirs] = [replayBank(left.log, bank), replayBank(right.log, bank)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((pcr) => {
      const [a, b] = [ours.get(pcr), theirs.get(pcr)];
      return a === undefined || b === undefined || !equalBytes(a, b);
    })
    .toSorted((a, b) => a - b);
}
