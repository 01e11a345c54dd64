import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One operation of the HTTP interface: what the server mounts, the console calls and OpenAPI shows.
 *
 * `permission` is what a caller needs; `public` and `signed-in` are the two that are no grant.
 * `path` has Express parameters (`/api/hosts/:id`); each must be a key of `params`.
 */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  Perm extends string = string,
> {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly permission: Perm;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** HTTP status of success; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204;
}

export const route = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  Perm extends string,
>(
  definition: Route<P, Q, B, R, Perm>,
): Route<P, Q, B, R, Perm> => definition;

/** What a handler receives after validation. */
export interface RouteInput<T> {
  readonly params: T extends Route<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;
  readonly query: T extends Route<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
  readonly body: T extends Route<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.output<B> : never;
}

export type RouteOutput<T> = T extends { readonly response: infer R extends z.ZodType }
  ? z.input<R>
  : never;
