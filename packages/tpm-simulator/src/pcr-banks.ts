import { digestSize, type HashName, hash } from '@gatehouse/bytes/crypto';
import { type PcrSelection, pcrCount } from '@gatehouse/tpm';

/** Banks that are allocated; SHA-512 is implemented but has no bank. */
export const allocatedBanks = ['sha1', 'sha256', 'sha384'] as const satisfies readonly HashName[];

const localities = (...which: readonly number[]): number =>
  which.reduce((bits, locality) => bits | (1 << locality), 0);

interface PcrRule {
  readonly from: number;
  readonly to: number;
  readonly resetTo: 0x00 | 0xff;
  readonly resettableFrom: number;
  readonly extendableFrom: number;
}

/** PC Client Platform TPM Profile §4.6.2: initial value, and localities that may reset or extend. */
const rules: readonly PcrRule[] = [
  { from: 0, to: 15, resetTo: 0, resettableFrom: 0, extendableFrom: localities(0, 1, 2, 3, 4) },
  {
    from: 16,
    to: 16,
    resetTo: 0,
    resettableFrom: localities(0, 1, 2, 3),
    extendableFrom: localities(0, 1, 2, 3, 4),
  },
  {
    from: 17,
    to: 18,
    resetTo: 0xff,
    resettableFrom: localities(4),
    extendableFrom: localities(2, 3, 4),
  },
  {
    from: 19,
    to: 19,
    resetTo: 0xff,
    resettableFrom: localities(4),
    extendableFrom: localities(2, 3),
  },
  {
    from: 20,
    to: 20,
    resetTo: 0xff,
    resettableFrom: localities(2, 4),
    extendableFrom: localities(1, 2, 3),
  },
  {
    from: 21,
    to: 22,
    resetTo: 0xff,
    resettableFrom: localities(2, 4),
    extendableFrom: localities(2),
  },
  {
    from: 23,
    to: 23,
    resetTo: 0,
    resettableFrom: localities(0, 1, 2, 3),
    extendableFrom: localities(0, 1, 2, 3, 4),
  },
];

const ruleOf = (pcr: number): PcrRule | undefined =>
  rules.find(({ from, to }) => pcr >= from && pcr <= to);

/** The PCRs of a TPM: volatile, gone with the power. */
export class PcrBanks {
  readonly #values = new Map<HashName, Uint8Array[]>();
  updateCounter = 0;

  constructor() {
    for (const bank of allocatedBanks)
      this.#values.set(
        bank,
        Array.from({ length: pcrCount }, (_, pcr) =>
          new Uint8Array(digestSize[bank]).fill(ruleOf(pcr)?.resetTo ?? 0),
        ),
      );
  }

  mayExtend = (pcr: number, locality: number): boolean =>
    ((ruleOf(pcr)?.extendableFrom ?? 0) & (1 << locality)) !== 0;

  mayReset = (pcr: number, locality: number): boolean =>
    ((ruleOf(pcr)?.resettableFrom ?? 0) & (1 << locality)) !== 0;

  /** A bank that is implemented but not allocated takes an extend without effect. */
  extend(pcr: number, bank: HashName, digest: Uint8Array): void {
    const values = this.#values.get(bank);
    const old = values?.[pcr];
    if (values === undefined || old === undefined) return;
    values[pcr] = hash(bank, old, digest);
    this.updateCounter += 1;
  }

  reset(pcr: number): void {
    for (const values of this.#values.values()) values[pcr]?.fill(0);
    this.updateCounter += 1;
  }

  value(bank: HashName, pcr: number): Uint8Array | null {
    return this.#values.get(bank)?.[pcr] ?? null;
  }

  /** What of a selection exists: a bank that is not allocated becomes an empty bitmap. */
  allocated = (selection: readonly PcrSelection[]): readonly PcrSelection[] =>
    selection.map(({ hash: bank, pcrs }) => ({
      hash: bank,
      pcrs: this.#values.has(bank) ? pcrs : [],
    }));

  /** Values of a selection, banks in its order, PCRs ascending. */
  selected = (selection: readonly PcrSelection[]): readonly Uint8Array[] =>
    selection.flatMap(({ hash: bank, pcrs }) =>
      pcrs.map((pcr) => this.value(bank, pcr)).filter((value) => value !== null),
    );
}
