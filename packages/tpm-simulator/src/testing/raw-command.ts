import { concat, fromHex, toHex } from '@gatehouse/bytes';
import { type CommandName, commands, handleName } from '@gatehouse/tpm';

const word = handleName;
const half = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** A password authorization with the empty password, as hex. */
const emptyPassword = '400000090000010000';

/** Hex, spaces allowed. */
export const bytesOf = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''));

/** A TPM2B of these bytes, as hex. */
export function sizedHex(hex: string): string {
  const bytes = bytesOf(hex);
  return toHex(concat(half(bytes.length), bytes));
}

/** A command as bytes; `area` is the authorization area as hex, null for a command without sessions. */
export function framed(
  code: number,
  handles: readonly number[],
  parameters: string,
  area: string | null,
): Uint8Array {
  const sessions = area === null ? [] : [word(bytesOf(area).length), bytesOf(area)];
  const body = concat(word(code), ...handles.map(word), ...sessions, bytesOf(parameters));
  return concat(half(area === null ? 0x8001 : 0x8002), word(6 + body.length), body);
}

/** A command by its name, each authorization an empty password unless `area` says otherwise. */
export function command(
  name: CommandName,
  handles: readonly number[] = [],
  parameters = '',
  area?: string,
): Uint8Array {
  const { code, authorized } = commands[name];
  const passwords = authorized === 0 ? null : emptyPassword.repeat(authorized);
  return framed(code, handles, parameters, area ?? passwords);
}

/** TPM_RC of a response. */
export const codeOf = (response: Uint8Array): number =>
  new DataView(response.buffer, response.byteOffset).getUint32(6);

/** The generator of P-256, as TPMS_ECC_POINT in hex. */
export const generator =
  '0020 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
  '0020 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';
