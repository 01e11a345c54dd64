import express, { type Request, type Response } from 'express';
import { z } from 'zod';
import { ProblemError } from './problem-error.ts';

const smallest = 64 * 1024;

/** Lengths of all texts that a JSON schema lets in, added up. */
const textIn = (schema: unknown, depth = 0): number => {
  if (typeof schema !== 'object' || schema === null || depth > 16) return 0;
  const own = Reflect.get(schema, 'maxLength');
  const parts = Array.isArray(schema) ? schema : Object.values(schema);
  return parts.reduce<number>(
    (sum, part) => sum + textIn(part, depth + 1),
    typeof own === 'number' ? own : 0,
  );
};

/** How many bytes a body may have: what its schema can hold, at least 1 MiB for who is signed in. */
export const bodyLimitOf = (schema: z.ZodType | undefined, isPublic: boolean): number => {
  if (isPublic || !schema) return smallest;
  const text = textIn(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
  return 1024 * 1024 + text;
};

/** Errors of the body parser by their `type`, as problems. */
const problems: Readonly<Record<string, (limit: number) => ProblemError>> = {
  'entity.too.large': (limit) =>
    new ProblemError(
      'payload-too-large',
      `The body is larger than the ${Math.floor(limit / 1024)} KiB that this request may have.`,
      'Send less, in several requests if need be.',
    ),
  'entity.parse.failed': () =>
    new ProblemError('invalid-request', 'The body is not JSON.', 'Send one JSON value in UTF-8.'),
  'encoding.unsupported': () =>
    new ProblemError(
      'invalid-request',
      'The Content-Encoding of the body is not supported.',
      'Send the body plain or with gzip.',
    ),
  'charset.unsupported': () =>
    new ProblemError('invalid-request', 'The body is not in UTF-8.', 'Send it in UTF-8.'),
};

const otherwise = () =>
  new ProblemError('invalid-request', 'The body could not be read.', 'Send it again.');

const hasBody = ({ headers }: Request) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The JSON body of a request; undefined without one. Throws `invalid-request`, `payload-too-large`. */
export const readBody = async (
  request: Request,
  response: Response,
  limit: number,
): Promise<unknown> => {
  if (!hasBody(request)) return undefined;
  if (!request.is('application/json')) {
    throw new ProblemError(
      'invalid-request',
      'The body is not declared as JSON.',
      'Send it with Content-Type: application/json.',
    );
  }
  const parse = express.json({ limit, strict: false });
  const error = await new Promise<unknown>((resolve) => parse(request, response, resolve));
  if (error === undefined) return request.body;
  const type = error instanceof Error ? Reflect.get(error, 'type') : undefined;
  if (type === 'entity.too.large') response.set('Connection', 'close');
  throw (problems[String(type)] ?? otherwise)(limit);
};
