export { concat, equalBytes, equalRange } from './arrays.ts';
export { ByteReader, type Endianness } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export {
  type Codec,
  counted,
  decode,
  encode,
  fixed,
  i32,
  list,
  mapped,
  sized,
  struct,
  u8,
  u16,
  u32,
  u64,
  type Value,
} from './codec.ts';
export { fromGuid, toGuid } from './guid.ts';
export { MalformedError, type MalformedKind } from './malformed-error.ts';
export { named, pick } from './named.ts';
export { type Tagged, tagged } from './tagged.ts';
export {
  fromBase64,
  fromHex,
  fromUtf8,
  fromUtf16le,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
  utf16le,
} from './text.ts';
