import { equalBytes } from '@gatehouse/bytes';
import { digestSize, hash, hashInto } from '@gatehouse/bytes/crypto';
import type { LogEvent, UnprovenEventLog } from './event-log.ts';
import type { QuotedPcrs } from './prove-event-log.ts';
import { isMeasured, startOf } from './replay.ts';

/** Hashes that are spent on one log at most: some tens of milliseconds, however the log was made. */
const budget = 20_000;

interface Given {
  readonly events: readonly LogEvent[];
  /** Of the events, one each. */
  readonly digests: readonly Uint8Array[];
}

/** Tries what else the PCRs may have been given, against a digest that a TPM quoted. */
export class QuoteTrials {
  readonly #log: UnprovenEventLog;
  readonly #quoted: QuotedPcrs;
  readonly #size: number;
  /** Values of the selected PCRs as the log has them, ascending. */
  readonly #values: Uint8Array;
  readonly #given = new Map<number, Given>();
  /** Selected PCRs, ascending. */
  readonly pcrs: readonly number[];
  #left = budget;

  constructor(log: UnprovenEventLog, quoted: QuotedPcrs) {
    this.#log = log;
    this.#quoted = quoted;
    this.#size = digestSize[quoted.bank];
    this.pcrs = [...new Set(quoted.pcrs)].sort((a, b) => a - b);
    this.#values = new Uint8Array(this.pcrs.length * this.#size);
    for (const [i, pcr] of this.pcrs.entries()) {
      const value = this.extended(this.start(pcr), this.given(pcr).digests);
      if (value !== null) this.#values.set(value, i * this.#size);
    }
  }

  /** Whether nothing more can be tried. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** What the log measures into a PCR. */
  given(pcr: number): Given {
    const known = this.#given.get(pcr);
    if (known !== undefined) return known;
    const { bank } = this.#quoted;
    const events = this.#log.events.filter(
      (event) => event.pcr === pcr && isMeasured(event) && event.hasDigest(bank),
    );
    const given = { events, digests: events.flatMap((event) => event.digests[bank] ?? []) };
    this.#given.set(pcr, given);
    return given;
  }

  start(pcr: number, locality = this.#log.startupLocality): Uint8Array {
    return startOf(this.#quoted.bank, pcr, locality);
  }

  /** The value after these digests; null once the budget is spent. */
  extended(start: Uint8Array, digests: readonly Uint8Array[]): Uint8Array | null {
    this.#left -= digests.length;
    if (this.#left < 0) return null;
    const pair = new Uint8Array(2 * this.#size);
    pair.set(start);
    for (const digest of digests) {
      pair.set(digest, this.#size);
      hashInto(this.#quoted.bank, pair, pair);
    }
    return pair.subarray(0, this.#size);
  }

  /** Whether the TPM quoted the values of the log, but for these PCRs. */
  fits(changed: ReadonlyMap<number, Uint8Array | null>): boolean {
    if (this.#left-- <= 0) return false;
    const values = this.#values.slice();
    for (const [pcr, value] of changed) {
      const at = this.pcrs.indexOf(pcr);
      if (value === null || at < 0) return false;
      values.set(value, at * this.#size);
    }
    const { digestAlgorithm = this.#quoted.bank, pcrDigest } = this.#quoted;
    return equalBytes(hash(digestAlgorithm, values), pcrDigest);
  }

  /** Whether a PCR was given these digests, and the others what the log says. */
  wasGiven(pcr: number, digests: readonly Uint8Array[]): boolean {
    return this.fits(new Map([[pcr, this.extended(this.start(pcr), digests)]]));
  }
}
