import type { Route } from '@gatehouse/contracts';
import type { z } from 'zod';

export interface AskOptions {
  readonly query: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
}

/** Asks hgs with the credential of a reader. Throws for anything but an answer of the contract. */
export type AskHgs = <R extends z.ZodType>(
  route: Route<z.ZodType, z.ZodType, z.ZodType, R>,
  options: AskOptions,
) => Promise<z.output<R>>;

export const createHgsAsker = (hgs: { readonly url: string; readonly token: string }): AskHgs => {
  return async (route, { query, signal }) => {
    const address = new URL(`${hgs.url}${route.path}`);
    for (const [key, value] of Object.entries(query)) address.searchParams.set(key, String(value));
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${hgs.token}`, accept: 'application/json' },
      redirect: 'error',
      signal,
    });
    if (!response.ok) throw new Error(`hgs answers its reader with HTTP status ${response.status}`);
    return route.response.parse(await response.json());
  };
};
