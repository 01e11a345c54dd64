import { z } from 'zod';

/** Every error that the HTTP interfaces give, with its status: a closed set. */
export const problemStatus = {
  'invalid-request': 400,
  'malformed-file': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'setup-link-invalid': 401,
  'csrf-token-invalid': 403,
  'permission-denied': 403,
  'not-found': 404,
  conflict: 409,
  'in-use': 409,
  'not-ready': 409,
  'payload-too-large': 413,
  'too-many-requests': 429,
  'internal-error': 500,
  'upstream-unavailable': 502,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;

const problemCodes = Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457 problem details with a closed code and a remedy; `application/problem+json`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum(problemCodes),
  /** What the reader can do about it. */
  remedy: z.string(),
  /** Which fields of the request are wrong, by path. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
