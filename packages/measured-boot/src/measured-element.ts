/** A Windows element in the data of an event; a view of its own only when asked for. */
export class MeasuredElement {
  readonly name: string;
  /** Index of the event. */
  readonly event: number;
  readonly #data: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  constructor(name: string, event: number, data: Uint8Array, start: number, end: number) {
    this.name = name;
    this.event = event;
    this.#data = data;
    this.#start = start;
    this.#end = end;
  }

  get value(): Uint8Array {
    return this.#data.subarray(this.#start, this.#end);
  }

  /** Whether it can be a number: 1 to 8 bytes. */
  get isNumber(): boolean {
    const size = this.#end - this.#start;
    return size > 0 && size <= 8;
  }

  get isZero(): boolean {
    const data = this.#data;
    for (let i = this.#start; i < this.#end; i++) if (data[i] !== 0) return false;
    return true;
  }
}
