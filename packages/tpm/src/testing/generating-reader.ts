import { ByteReader, type Codec } from '@gatehouse/bytes';
import { algorithm, eccCurve } from '../algorithms.ts';
import { permanentHandle } from '../handles.ts';
import { tpmGenerated } from '../structures/attest.ts';

/** Numbers below `below`, the same for the same seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const range = (from: number, length: number): readonly number[] =>
  Array.from({ length }, (_, i) => from + i);

/** What selectors and counts may be, by their width. */
const tellingBytes = [...range(0, 5), 0xff];
const tellingWords = [
  ...Object.values(algorithm),
  ...Object.values(eccCurve),
  ...range(0x8014, 18), // TPM_ST
  ...range(0, 12), // TPM_EO, TPM_SU
];
const tellingLongs = [...range(0, 10), ...Object.values(permanentHandle), tpmGenerated];

/** Thrown for a choice that a layout refuses; made once, as it is thrown a million times. */
const refused = new Error('no layout takes this');
const mostTries = 200;

/**
 * A reader that has no bytes: it makes up each that a layout asks for, and keeps them. What the layout refuses it
 * makes up anew, so that any codec generates structures of its own kind, with the bytes that they have.
 */
class GeneratingReader extends ByteReader {
  readonly #random: (below: number) => number;
  readonly #parent: GeneratingReader | null;
  #made: number[] = [];
  /** Width in bytes of the number that was read last: the size of what is nested next. */
  #lastWidth = 0;

  constructor(random: (below: number) => number, parent: GeneratingReader | null = null) {
    super(new Uint8Array(), 'generated');
    this.#random = random;
    this.#parent = parent;
  }

  get made(): Uint8Array {
    return Uint8Array.from(this.#made);
  }

  override get offset(): number {
    return this.#made.length;
  }

  /** What takes "the rest" gets up to 66 bytes. */
  override get remaining(): number {
    return this.#random(67);
  }

  #number(width: 1 | 2 | 4, telling: readonly number[]): number {
    const likely = this.#random(8) > 0;
    const made = likely
      ? (telling[this.#random(telling.length)] ?? 0)
      : this.#random(2 ** Math.min(8 * width, 31));
    for (let shift = 8 * (width - 1); shift >= 0; shift -= 8)
      this.#made.push((made >>> shift) & 0xff);
    this.#lastWidth = width;
    return made;
  }

  override u8 = (): number => this.#number(1, tellingBytes);
  override u16 = (): number => this.#number(2, tellingWords);
  override u32 = (): number => this.#number(4, tellingLongs);
  override i32 = (): number => this.#number(4, tellingLongs) | 0;

  override u64(): bigint {
    const [high, low] = [this.u32(), this.u32()];
    return (BigInt(high) << 32n) | BigInt(low);
  }

  override bytes(length: number): Uint8Array {
    const made = Array.from({ length }, () => this.#random(256));
    this.#made.push(...made);
    return Uint8Array.from(made);
  }

  /** The size that was read is replaced by the one that comes out: see `done`. */
  override nested(_length: number): GeneratingReader {
    return new GeneratingReader(this.#random, this);
  }

  override done<T>(value: T): T {
    const parent = this.#parent;
    if (parent === null) return value;
    const size = this.#made.length;
    for (let i = 1; i <= parent.#lastWidth; i++)
      parent.#made[parent.#made.length - i] = (size >>> (8 * (i - 1))) & 0xff;
    parent.#made.push(...this.#made);
    return value;
  }

  /** What was read before `read` may be what it refuses: then the layout around it tries again. */
  override within<T>(_structure: string, read: (reader: ByteReader) => T): T {
    const before = this.#made.length;
    for (let tries = 0; tries < mostTries; tries++)
      try {
        return read(this);
      } catch (error) {
        if (error !== refused) throw error;
        this.#made.length = before;
      }
    throw refused;
  }

  override fail(): never {
    throw refused;
  }
}

/** A structure that the codec could have read, and the bytes that it would have read it from. */
export function generate<T>(
  codec: Codec<T>,
  seed: number,
): { readonly value: T; readonly bytes: Uint8Array } {
  const reader = new GeneratingReader(randomOf(seed));
  const value = reader.within(codec.name, (r) => codec.read(r));
  return { value, bytes: reader.made };
}
