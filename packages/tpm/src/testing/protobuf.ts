export interface ProtobufField {
  readonly number: number;
  /** Content of a length-delimited field; empty for a number. */
  readonly bytes: Uint8Array;
}

/** Fields of a protocol buffers message of numbers and length-delimited fields. */
export function fields(message: Uint8Array): readonly ProtobufField[] {
  const found: ProtobufField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const size = varint();
    const isBytes = (tag & 7) === 2;
    found.push({ number: tag >> 3, bytes: message.slice(at, isBytes ? at + size : at) });
    if (isBytes) at += size;
  }
  return found;
}
