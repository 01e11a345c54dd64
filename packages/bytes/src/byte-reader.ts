import { MalformedError, type MalformedKind } from './malformed-error.ts';

export type Endianness = 'big' | 'little';

/**
 * A cursor over bytes that never reads past their end and never copies.
 *
 * Big-endian by default (TPM 2.0, DER); TCG logs and Windows structures are little-endian.
 * Every read throws {@link MalformedError} with structure and offset when bytes are missing.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #base: number;
  #structure: string;
  #offset = 0;

  /** `base` is added to offsets in errors, so that a nested reader reports positions of the whole input. */
  constructor(bytes: Uint8Array, structure: string, endianness: Endianness = 'big', base = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#structure = structure;
    this.#littleEndian = endianness === 'little';
    this.#base = base;
  }

  get offset(): number {
    return this.#base + this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), this.#littleEndian);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), this.#littleEndian);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), this.#littleEndian);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), this.#littleEndian);
  }

  /** A view of the next `length` bytes, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Passes over the next `length` bytes; where they start. */
  skip(length: number): number {
    return this.#base + this.#take(length);
  }

  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** A reader confined to the next `length` bytes. */
  nested(length: number, structure: string): ByteReader {
    const base = this.offset;
    return new ByteReader(
      this.bytes(length),
      structure,
      this.#littleEndian ? 'little' : 'big',
      base,
    );
  }

  /** Names the structure that errors inside `read` report. */
  within<T>(structure: string, read: (reader: ByteReader) => T): T {
    const outer = this.#structure;
    this.#structure = structure;
    const value = read(this);
    this.#structure = outer;
    return value;
  }

  /** Returns `value` if everything was read, or refuses: trailing bytes are an attack surface. */
  done<T>(value: T): T {
    if (this.remaining !== 0)
      this.fail(`${this.remaining} trailing bytes`, this.offset, 'trailing');
    return value;
  }

  fail(problem: string, at: number = this.offset, kind: MalformedKind = 'refused'): never {
    throw new MalformedError(this.#structure, at, problem, kind);
  }

  #take(length: number): number {
    const at = this.#offset;
    if (length > this.#bytes.length - at)
      this.fail(`needs ${length} bytes, ${this.remaining} are left`, this.offset, 'truncated');
    this.#offset = at + length;
    return at;
  }
}
