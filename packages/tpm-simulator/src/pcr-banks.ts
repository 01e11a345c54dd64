import { digestSize, type HashName, hash } from '@gatehouse/bytes/crypto';
import { type PcrSelection, pcrCount } from '@gatehouse/tpm';

/** Banks of a new TPM; SHA-512 is implemented but has no bank until PCR_Allocate. */
export const defaultBanks: readonly HashName[] = ['sha1', 'sha256', 'sha384'];
export const implementedBanks: readonly HashName[] = ['sha1', 'sha256', 'sha384', 'sha512'];

interface PcrRule {
  readonly from: number;
  readonly to: number;
  readonly resetTo: 0x00 | 0xff;
  readonly resettableFrom: readonly number[];
  readonly extendableFrom: readonly number[];
  /** Kept over Shutdown(STATE). */
  readonly saved: boolean;
  /** Whether a change counts in pcrUpdateCounter, and so ends policies over other PCRs. */
  readonly counts: boolean;
}

const all = [0, 1, 2, 3, 4];
const notFour = [0, 1, 2, 3];
const rule = (
  [from, to]: readonly [number, number],
  resetTo: 0x00 | 0xff,
  resettableFrom: readonly number[],
  extendableFrom: readonly number[],
  { saved = false, counts = true }: { readonly saved?: boolean; readonly counts?: boolean } = {},
): PcrRule => ({ from, to, resetTo, resettableFrom, extendableFrom, saved, counts });

/** PC Client Platform TPM Profile §4.6.2, with what the reference implementation saves and counts. */
const rules: readonly PcrRule[] = [
  rule([0, 15], 0x00, [], all, { saved: true }),
  rule([16, 16], 0x00, notFour, all, { counts: false }),
  rule([17, 18], 0xff, [4], [2, 3, 4]),
  rule([19, 19], 0xff, [4], [2, 3]),
  rule([20, 20], 0xff, [2, 4], [1, 2, 3]),
  rule([21, 22], 0xff, [2, 4], [2], { counts: false }),
  rule([23, 23], 0x00, notFour, all, { counts: false }),
];

/** The rule of each PCR, by its number. */
export const pcrRules: readonly PcrRule[] = rules.flatMap((rule) =>
  Array.from({ length: rule.to - rule.from + 1 }, () => rule),
);

export const mayExtend = (pcr: number, locality: number): boolean =>
  pcrRules[pcr]?.extendableFrom.includes(locality) === true;
export const mayReset = (pcr: number, locality: number): boolean =>
  pcrRules[pcr]?.resettableFrom.includes(locality) === true;

/** The values of one bank, one after another. */
function initialBank(bank: HashName): Uint8Array {
  const size = digestSize[bank];
  const values = new Uint8Array(pcrCount * size);
  for (const { from, to, resetTo } of rules) values.fill(resetTo, from * size, (to + 1) * size);
  return values;
}

/** The PCRs of a TPM: volatile, gone with the power. A bank takes memory with its first change. */
export class PcrBanks {
  readonly #changed = new Map<HashName, Uint8Array>();
  readonly banks: readonly HashName[];
  updateCounter = 0;

  constructor(banks: readonly HashName[]) {
    this.banks = banks;
  }

  /** Puts `values` (all PCRs of a bank, one after another) into those that are kept over Shutdown(STATE). */
  restore(bank: HashName, values: Uint8Array): void {
    const size = digestSize[bank];
    for (const [pcr, { saved }] of pcrRules.entries())
      if (saved) this.#set(bank, pcr, values.subarray(pcr * size, (pcr + 1) * size));
  }

  whole = (bank: HashName): Uint8Array => this.#changed.get(bank) ?? initialBank(bank);

  /** A bank that is implemented but not allocated takes an extend without effect. */
  extend(pcr: number, bank: HashName, digest: Uint8Array): void {
    const old = this.value(bank, pcr);
    if (old === null) return;
    this.#set(bank, pcr, hash(bank, old, digest));
    this.#count(pcr);
  }

  reset(pcr: number): void {
    for (const bank of this.banks) this.#set(bank, pcr, new Uint8Array(digestSize[bank]));
    this.#count(pcr);
  }

  value(bank: HashName, pcr: number): Uint8Array | null {
    if (!this.banks.includes(bank)) return null;
    const size = digestSize[bank];
    const values = this.#changed.get(bank);
    return values === undefined
      ? new Uint8Array(size).fill(pcrRules[pcr]?.resetTo ?? 0)
      : values.slice(pcr * size, (pcr + 1) * size);
  }

  /** What of a selection exists: a bank that is not allocated becomes an empty bitmap. */
  allocated = (selection: readonly PcrSelection[]): readonly PcrSelection[] =>
    selection.map(({ hash: bank, pcrs }) => ({
      hash: bank,
      pcrs: this.banks.includes(bank) ? pcrs : [],
    }));

  /** Values of a selection, banks in its order, PCRs ascending. */
  selected = (selection: readonly PcrSelection[]): readonly Uint8Array[] =>
    selection.flatMap(({ hash: bank, pcrs }) =>
      pcrs.map((pcr) => this.value(bank, pcr)).filter((value) => value !== null),
    );

  #set(bank: HashName, pcr: number, value: Uint8Array): void {
    const values = this.#changed.get(bank) ?? initialBank(bank);
    values.set(value, pcr * value.length);
    this.#changed.set(bank, values);
  }

  #count(pcr: number): void {
    if (pcrRules[pcr]?.counts === true) this.updateCounter += 1;
  }
}
