import { z } from 'zod';

/** An instant: ISO 8601 in UTC, e.g. `2026-11-23T02:14:00.000Z`. */
export const instant = z.iso.datetime();
export const hex = z.string().regex(/^[0-9a-f]*$/, 'lower-case hexadecimal');
/** A number that JavaScript's may be too small for. */
export const decimal = z.string().regex(/^\d{1,20}$/, 'a decimal number');
/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = hex.length(64);
export const base64 = z.base64();
export const name = z.string().trim().min(1).max(64);
export const byId = z.object({ id: z.uuid() });
export const nothing = z.undefined();

/** The one shape of lists: `?limit&offset&sort&filter` → `{items, total}`. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
  /** A column, descending with a leading `-`. */
  sort: z.string().max(64).optional(),
  /** Words and `key:value` tokens; all must match. */
  filter: z.string().max(512).optional(),
});

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int() });
