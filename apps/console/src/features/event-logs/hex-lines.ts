export const lineBytes = 16;

const hexOf = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** `00000010  62 6f 6f 74 …  boot…`: offset, sixteen bytes in two halves, characters. */
export function hexLine(bytes: Uint8Array, index: number): string {
  const from = index * lineBytes;
  const line = [...bytes.subarray(from, from + lineBytes)];
  const half = (start: number): string =>
    line
      .slice(start, start + lineBytes / 2)
      .map((byte) => hexOf(byte, 2))
      .join(' ')
      .padEnd(23);
  const characters = line
    .map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '·'))
    .join('');
  return `${hexOf(from, 8)}  ${half(0)}  ${half(8)}  ${characters}`;
}
