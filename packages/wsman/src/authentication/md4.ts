/** RFC 1320. Broken as a hash; NTLM's key derivation names it and nothing else may use it. */
export function md4(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((message.length + 8) >> 6) * 64 + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true);
  let state: State = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < padded.length; at += 64) state = add(state, compress(state, view, at));
  const digest = new DataView(new ArrayBuffer(16));
  for (const [i, word] of state.entries()) digest.setInt32(4 * i, word, true);
  return new Uint8Array(digest.buffer);
}

type State = readonly [number, number, number, number];
type Round = {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly constant: number;
  readonly order: readonly number[];
  readonly shifts: readonly number[];
};

/** RFC 1320 §3.4, rounds 1 to 3. */
const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

function compress(start: State, block: DataView, at: number): State {
  let [a, b, c, d] = start;
  for (const { mix, constant, order, shifts } of rounds)
    order.forEach((word, step) => {
      const sum = (a + mix(b, c, d) + block.getInt32(at + 4 * word, true) + constant) | 0;
      [a, b, c, d] = [d, rotated(sum, shifts[step & 3] ?? 0), b, c];
    });
  return [a, b, c, d];
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const add = (x: State, y: State): State => [
  (x[0] + y[0]) | 0,
  (x[1] + y[1]) | 0,
  (x[2] + y[2]) | 0,
  (x[3] + y[3]) | 0,
];
