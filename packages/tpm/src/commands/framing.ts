import {
  ByteReader,
  ByteWriter,
  type Codec,
  decode,
  struct,
  u8,
  u32,
  type Value,
} from '@gatehouse/bytes';
import { tpm2bDigest } from '../structures/basic.ts';

/** TPM_ST of a command or response without and with sessions — Part 2 §6.9. */
export const noSessions = 0x8001;
export const withSessions = 0x8002;

/** Commands and responses have at most 4096 bytes (TPM_PT_MAX_COMMAND_SIZE). */
export const maxCommandSize = 4096;

/** TPMS_AUTH_COMMAND — Part 2 §10.13.2. */
export const tpmsAuthCommand = struct('TPMS_AUTH_COMMAND', {
  sessionHandle: u32,
  nonceCaller: tpm2bDigest,
  sessionAttributes: u8,
  hmac: tpm2bDigest,
});
export type AuthCommand = Value<typeof tpmsAuthCommand>;

/** TPMS_AUTH_RESPONSE — Part 2 §10.13.3. */
export const tpmsAuthResponse = struct('TPMS_AUTH_RESPONSE', {
  nonceTpm: tpm2bDigest,
  sessionAttributes: u8,
  hmac: tpm2bDigest,
});
export type AuthResponse = Value<typeof tpmsAuthResponse>;

interface Framed {
  readonly code: number;
  readonly handles: readonly number[];
  readonly authorizations: readonly AuthCommand[];
  readonly parameters: Uint8Array;
}

function framed(tag: number, code: number, body: Uint8Array): Uint8Array {
  return new ByteWriter()
    .u16(tag)
    .u32(10 + body.length)
    .u32(code)
    .bytes(body)
    .finish();
}

/** A whole command — Part 1 §18.2. */
export function frameCommand({ code, handles, authorizations, parameters }: Framed): Uint8Array {
  const body = new ByteWriter();
  for (const handle of handles) body.u32(handle);
  if (authorizations.length > 0) {
    const area = new ByteWriter();
    for (const authorization of authorizations) tpmsAuthCommand.write(area, authorization);
    body.u32(area.length).bytes(area.finish());
  }
  const tag = authorizations.length > 0 ? withSessions : noSessions;
  return framed(tag, code, body.bytes(parameters).finish());
}

/** A whole response — Part 1 §18.3. With an error code it is always the ten bytes of a header. */
export function frameResponse(options: {
  readonly code: number;
  readonly handle: number | null;
  readonly parameters: Uint8Array;
  readonly authorizations: readonly AuthResponse[];
}): Uint8Array {
  if (options.code !== 0) return framed(noSessions, options.code, new Uint8Array());
  const body = new ByteWriter();
  if (options.handle !== null) body.u32(options.handle);
  if (options.authorizations.length === 0)
    return framed(noSessions, 0, body.bytes(options.parameters).finish());
  body.u32(options.parameters.length).bytes(options.parameters);
  for (const authorization of options.authorizations) tpmsAuthResponse.write(body, authorization);
  return framed(withSessions, 0, body.finish());
}

export interface Answer<R> {
  readonly code: number;
  readonly handle: number | null;
  readonly parameters: R | null;
}

/** Reads a response to a command with this layout. Throws `MalformedError`. */
export function readResponse<R>(
  bytes: Uint8Array,
  layout: { readonly responseHandle: boolean; readonly response: Codec<R> },
): Answer<R> {
  const reader = new ByteReader(bytes, 'TPM response');
  const tag = reader.u16();
  const size = reader.u32();
  if (size !== bytes.length) reader.fail(`the size says ${size} bytes, ${bytes.length} came`);
  const code = reader.u32();
  if (code !== 0) return reader.done({ code, handle: null, parameters: null });
  const handle = layout.responseHandle ? reader.u32() : null;
  if (tag !== withSessions)
    return { code, handle, parameters: decode(layout.response, reader.rest()) };
  const parameters = decode(layout.response, reader.bytes(reader.u32()));
  while (reader.remaining > 0) tpmsAuthResponse.read(reader);
  return { code, handle, parameters };
}
