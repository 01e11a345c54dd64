import { ByteReader, concat } from '@gatehouse/bytes';

/** One DER value (X.690 §8.1) with this tag around the parts. */
export function derSequence(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const length = content.length;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.from(header), content);
}

/** DER INTEGER of an unsigned big-endian number. */
export function derInteger(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start++;
  const digits = value.subarray(start);
  const positive = ((digits[0] ?? 0) & 0x80) !== 0 ? concat(new Uint8Array(1), digits) : digits;
  return derSequence(0x02, positive);
}

/** The few DER productions that a SubjectPublicKeyInfo needs; strict lengths, nothing trailing. */
export class DerReader {
  readonly #reader: ByteReader;
  readonly #structure: string;

  constructor(bytes: Uint8Array | ByteReader, structure: string) {
    this.#reader = bytes instanceof ByteReader ? bytes : new ByteReader(bytes, structure);
    this.#structure = structure;
  }

  /** The content of the next value, which must have this tag. */
  next(tag: number): DerReader {
    const actual = this.#reader.u8();
    if (actual !== tag) this.fail(`tag 0x${actual.toString(16)}, not 0x${tag.toString(16)}`);
    return new DerReader(this.#reader.nested(this.#length(), this.#structure), this.#structure);
  }

  /** {@link next}, with nothing behind it. */
  only(tag: number): DerReader {
    const content = this.next(tag);
    this.end();
    return content;
  }

  /** A positive INTEGER without its sign byte. */
  unsigned(): Uint8Array {
    const bytes = this.next(0x02).rest();
    if (bytes.length === 0 || (bytes[0] ?? 0) >= 0x80) this.fail('not a positive integer');
    return bytes[0] === 0 && bytes.length > 1 ? bytes.slice(1) : bytes.slice();
  }

  take(length: number): Uint8Array {
    return this.#reader.bytes(length);
  }

  rest(): Uint8Array {
    return this.#reader.rest();
  }

  end(): void {
    this.#reader.done(undefined);
  }

  fail(problem: string): never {
    return this.#reader.fail(problem);
  }

  #length(): number {
    const first = this.#reader.u8();
    if (first < 0x80) return first;
    if (first === 0x81) return this.#reader.u8();
    if (first === 0x82) return this.#reader.u16();
    return this.fail(`length form 0x${first.toString(16)}`);
  }
}
