import { ByteReader, toHex } from '@gatehouse/bytes';
import { deviceNodes } from './device-path-nodes.ts';

const limits = { nodes: 256 } as const;
const endType = 0x7f;

/** Text of a device path: nodes joined by `/`, instances by `,`. Throws `MalformedError`. */
export function devicePathText(bytes: Uint8Array, base = 0): string {
  const reader = new ByteReader(bytes, 'EFI_DEVICE_PATH_PROTOCOL', 'little', base);
  const texts: string[] = [];
  while (reader.remaining > 0 && texts.length < limits.nodes) {
    const at = reader.offset;
    const type = reader.u8();
    const subtype = reader.u8();
    const length = reader.u16();
    if (length < 4) reader.fail(`a node of ${length} bytes`, at);
    const data = reader.nested(length - 4, 'EFI_DEVICE_PATH_PROTOCOL');
    if (type === endType) {
      if (subtype === 0xff) break;
      texts.push(',');
    } else texts.push(nodeText(type, subtype, data));
  }
  return texts.join('/').replaceAll('/,/', ',');
}

function nodeText(type: number, subtype: number, data: ByteReader): string {
  const key = `${hex8(type)}/${hex8(subtype)}`;
  const read = Object.hasOwn(deviceNodes, key) ? deviceNodes[key] : undefined;
  return read === undefined ? `Path(${key},${toHex(data.rest().subarray(0, 32))})` : read(data);
}

const hex8 = (value: number): string => value.toString(16).padStart(2, '0');

/** The file at the end of a path, if it ends in one. */
export const fileOf = (path: string): string => {
  const at = path.indexOf('\\');
  return at === -1 ? path : path.slice(at);
};
