import type { z } from 'zod';
import { ProblemError, type WrongField } from './problem-error.ts';

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields of the input that the schema has dropped: misspelt, or not for the caller to set. */
const unknownFields = (input: unknown, output: unknown, path: string): string[] => {
  if (Array.isArray(input) && Array.isArray(output)) {
    return input.flatMap((item, index) => unknownFields(item, output[index], `${path}.${index}`));
  }
  if (!isPlainObject(input) || !isPlainObject(output)) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    Object.hasOwn(output, key)
      ? unknownFields(value, output[key], `${path}.${key}`)
      : value === undefined
        ? []
        : [`${path}.${key}`],
  );
};

const refuse = (part: string, fields: readonly WrongField[]): never => {
  const named = fields
    .slice(0, 3)
    .map(({ path, message }) => `${path}: ${message}`)
    .join('; ');
  throw new ProblemError(
    'invalid-request',
    `The ${part} of the request does not fit: ${named}${fields.length > 3 ? '; …' : ''}.`,
    'Correct the fields named here; the OpenAPI description shows what each may be.',
    fields,
  );
};

/**
 * One part of a request (`params`, `query`, `body`) as its schema makes it. Throws `invalid-request`
 * with every wrong or unknown field by its path.
 */
export const validated = (part: string, schema: z.ZodType | undefined, input: unknown): unknown => {
  if (!schema) return undefined;
  const result = schema.safeParse(input);
  if (!result.success) {
    const fields = result.error.issues.slice(0, 50).map(({ path, message }) => ({
      path: [part, ...path.map(String)].join('.'),
      message,
    }));
    return refuse(part, fields);
  }
  const unknown = unknownFields(input, result.data, part).slice(0, 50);
  if (unknown.length > 0) {
    return refuse(
      part,
      unknown.map((path) => ({ path: path.slice(0, 200), message: 'unknown field' })),
    );
  }
  return result.data;
};
