import type { Baseline } from '@gatehouse/measured-boot';
import { z } from 'zod';

const shape = z.object({
  bank: z.enum(['sha1', 'sha256', 'sha384', 'sha512']),
  entries: z.array(z.object({ pcr: z.int(), type: z.int(), digest: z.string(), what: z.string() })),
  ignores: z.array(z.int()).optional(),
});

/** The JSON of a baseline as it is kept. */
export const baselineContent = z.custom<Baseline>((value) => shape.safeParse(value).success);
