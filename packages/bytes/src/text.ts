const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += hexOfByte[bytes[i] ?? 0];
  return text;
}

/** Bytes of hexadecimal text; throws `TypeError` for odd length or any other character. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) throw new TypeError('not hexadecimal');
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

/** Strict base64 (RFC 4648 §4); throws `TypeError` for anything else. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw new TypeError('not base64');
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export const utf8 = (text: string): Uint8Array => utf8Encoder.encode(text);

/** Strict UTF-8; throws `TypeError` for anything else. */
export const fromUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

export function utf16le(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 2);
  const view = new DataView(out.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
  return out;
}

const utf16leDecoder = new TextDecoder('utf-16le');
const utf8Encoder = new TextEncoder();

/** Text of UTF-16LE bytes; lone surrogates become U+FFFD, an odd last byte is ignored. */
export function fromUtf16le(bytes: Uint8Array): string {
  const length = bytes.length & ~1;
  if (length > longestSimple) return utf16leDecoder.decode(bytes.subarray(0, length));
  let text = '';
  for (let i = 0; i < length; i += 2) {
    const unit = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8);
    if (unit >= firstSurrogate) return utf16leDecoder.decode(bytes.subarray(0, length));
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Names are short and of units that stand for themselves: the decoder costs more than they do. */
const longestSimple = 128;
const firstSurrogate = 0xd800;
