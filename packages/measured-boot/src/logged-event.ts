import { equalRange } from '@gatehouse/bytes';
import { digestSize, type HashName, hashStandsAt } from '@gatehouse/bytes/crypto';
import { eventTypeName } from './event-types.ts';
import { logAlgorithmOf, logAlgorithms } from './log-algorithms.ts';

/** What an event is read from. */
export interface EventSource {
  readonly bytes: Uint8Array;
  /** TCG_PCR_EVENT or TCG_PCR_EVENT2; the Spec ID event of an agile log is in no bank. */
  readonly framing: 'sha1' | 'crypto-agile' | 'in-no-bank';
}

/** Where an event stands in its source; the parser has seen that all of it is there. */
interface EventPlace extends Pick<LoggedEvent, 'index' | 'pcr' | 'type' | 'offset'> {
  /** SHA-1 framing: byte of the one digest. Crypto agile: of TPML_DIGEST_VALUES. */
  readonly digests: number;
  /** Bytes of the data. */
  readonly start: number;
  readonly end: number;
}

/**
 * An event of a log that was read: a `LogEvent` whose digests and data are views that are made when they
 * are asked for. A verdict looks at few of them; three views an event would cost it more than reading.
 */
export class LoggedEvent {
  readonly index: number;
  readonly pcr: number;
  readonly type: number;
  readonly offset: number;
  readonly #source: EventSource;
  readonly #digests: number;
  readonly #start: number;
  readonly #end: number;
  /** Where the digest of the bank that was asked for last starts: a verdict asks for one, several times. */
  #bank: HashName | null = null;
  #at = -1;
  #data: Uint8Array | undefined;

  constructor(source: EventSource, place: EventPlace) {
    this.index = place.index;
    this.pcr = place.pcr;
    this.type = place.type;
    this.offset = place.offset;
    this.#source = source;
    this.#digests = place.digests;
    this.#start = place.start;
    this.#end = place.end;
  }

  /** The same event without digests. */
  inNoBank(): LoggedEvent {
    const { index, pcr, type, offset } = this;
    const [digests, start, end] = [this.#digests, this.#start, this.#end];
    const source = { bytes: this.#source.bytes, framing: 'in-no-bank' } as const;
    return new LoggedEvent(source, { index, pcr, type, offset, digests, start, end });
  }

  get typeName(): string {
    return eventTypeName(this.type);
  }

  get data(): Uint8Array {
    this.#data ??= this.#source.bytes.subarray(this.#start, this.#end);
    return this.#data;
  }

  get digests(): Readonly<Partial<Record<HashName, Uint8Array>>> {
    const digests: Partial<Record<HashName, Uint8Array>> = {};
    for (const { bank } of logAlgorithms) {
      const digest = bank === null ? undefined : this.digest(bank);
      if (bank !== null && digest !== undefined) digests[bank] = digest;
    }
    return digests;
  }

  /** The digest of one bank, if the event has one. */
  digest(bank: HashName): Uint8Array | undefined {
    const at = this.#digestAt(bank);
    return at < 0 ? undefined : this.#source.bytes.subarray(at, at + digestSize[bank]);
  }

  hasDigest(bank: HashName): boolean {
    return this.#digestAt(bank) >= 0;
  }

  /** Whether the digest of `bank` is what stands in `expected` at `from`. */
  digestIs(bank: HashName, expected: Uint8Array, from = 0): boolean {
    const at = this.#digestAt(bank);
    return at >= 0 && equalRange(this.#source.bytes, at, expected, from, digestSize[bank]);
  }

  /** Whether the digest is that of the data, whatever type the event claims: types are unproven. */
  dataIsMeasured(bank: HashName): boolean {
    const at = this.#digestAt(bank);
    return at >= 0 && hashStandsAt(bank, this.data, this.#source.bytes, at);
  }

  /** Writes the digest of `bank` into `target` at `to`; false if the event has none. */
  copyDigest(bank: HashName, target: Uint8Array, to: number): boolean {
    const at = this.#digestAt(bank);
    if (at < 0) return false;
    const { bytes } = this.#source;
    const size = digestSize[bank];
    for (let i = 0; i < size; i++) target[to + i] = bytes[at + i] ?? 0;
    return true;
  }

  /** Byte of the log at which the digest of `bank` starts; -1 if there is none. */
  #digestAt(bank: HashName): number {
    if (bank !== this.#bank) {
      this.#at = this.#findDigest(bank);
      this.#bank = bank;
    }
    return this.#at;
  }

  #findDigest(bank: HashName): number {
    const { bytes, framing } = this.#source;
    if (framing !== 'crypto-agile') return framing === bank ? this.#digests : -1;
    let at = this.#digests + 4;
    for (let left = bytes[this.#digests] ?? 0; left > 0; left--) {
      const id = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      const algorithm = logAlgorithmOf(id);
      if (algorithm === undefined) return -1;
      if (algorithm.bank === bank) return at + 2;
      at += 2 + algorithm.size;
    }
    return -1;
  }
}
