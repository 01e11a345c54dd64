import { fromBase64, fromGuid, MalformedError, toGuid } from '@gatehouse/bytes';
import { z } from 'zod';

/** No message comes near: the largest carries a TCG log of at most 2 MiB as base64 or as numbers. */
const maxText = 16 * 1024 * 1024;

/**
 * Binary of at most `max` bytes: base64 as MS-HGSA §2.2.2 says, or an array of byte numbers as the
 * DataContract serializer writes `byte[]`.
 */
export const binary = (max: number) =>
  z.unknown().transform((value, context): Uint8Array => {
    const bytes = bytesOf(value, max);
    if (typeof bytes !== 'string') return bytes;
    context.addIssue({ code: 'custom', message: bytes });
    return z.NEVER;
  });

function bytesOf(value: unknown, max: number): Uint8Array | string {
  if (typeof value === 'string') {
    if (value.length > Math.ceil(max / 3) * 4) return `is above ${max} bytes`;
    try {
      const bytes = fromBase64(value);
      return bytes.length > max ? `is above ${max} bytes` : bytes;
    } catch {
      return 'is not base64';
    }
  }
  if (!Array.isArray(value)) return 'is neither base64 nor an array of bytes';
  if (value.length > max) return `is above ${max} bytes`;
  const isByte = (item: unknown): boolean =>
    typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255;
  return value.every(isByte) ? Uint8Array.from(value) : 'is not an array of bytes';
}

/** A GUID as text, or as 16 bytes in either form of {@link binary}; lower-case text. */
export const guid = z.unknown().transform((value, context): string => {
  if (typeof value === 'string' && value.includes('-')) {
    try {
      return toGuid(fromGuid(value));
    } catch {
      context.addIssue({ code: 'custom', message: 'is no GUID' });
      return z.NEVER;
    }
  }
  const bytes = bytesOf(value, 16);
  if (typeof bytes !== 'string' && bytes.length === 16) return toGuid(bytes);
  context.addIssue({ code: 'custom', message: 'is no GUID, neither as text nor as 16 bytes' });
  return z.NEVER;
});

/** A number of a table as its name. */
export const enumerated = <N extends string>(table: Readonly<Record<N, number>>) => {
  const names = Object.keys(table) as N[];
  return z.unknown().transform((value, context): N => {
    const name = names.find((key) => table[key] === value);
    if (name !== undefined) return name;
    context.addIssue({ code: 'custom', message: `is none of ${Object.values(table).join(', ')}` });
    return z.NEVER;
  });
};

/** JSON text as an object. Throws `MalformedError`. */
export function parseJsonObject(text: string, structure: string): Record<string, unknown> {
  if (text.length > maxText)
    throw new MalformedError(structure, 0, `${text.length} characters are above ${maxText}`);
  const value = parseJson(text.replace(/^\uFEFF/, ''), structure);
  const read = z.record(z.string(), z.unknown()).safeParse(value);
  if (!read.success) throw new MalformedError(structure, 0, 'is no JSON object');
  return read.data;
}

export function parseJson(text: string, structure: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unreadable';
    throw new MalformedError(structure, 0, `is no JSON: ${detail}`);
  }
}

/** A value through a schema; the first wrong field is told. Throws `MalformedError`. */
export function readAs<T extends z.ZodType>(
  schema: T,
  value: unknown,
  structure: string,
): z.output<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new MalformedError(
    structure,
    0,
    `${field === '' ? 'it' : field} ${issue?.message ?? 'is wrong'}`,
  );
}

/** The name in a `__type` hint; null without one. Throws `MalformedError` for one that is no text. */
export function typeHintOf(value: Record<string, unknown>, structure: string): string | null {
  const hint = value['__type'];
  if (hint === undefined || hint === null) return null;
  if (typeof hint !== 'string') throw new MalformedError(structure, 0, '__type is no text');
  return hint.split(':#')[0] ?? null;
}
