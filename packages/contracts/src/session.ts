import { z } from 'zod';
import { instant, name, nothing } from './common.ts';
import { route } from './route.ts';

/** Passphrases are long rather than odd: NIST SP 800-63B §3.1.1.2. */
export const password = z.string().min(12).max(256);
export const username = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, hyphen, underscore');

const sessionOf = <R extends z.ZodType>(role: R) =>
  z.object({
    user: z.object({ id: z.uuid(), username: z.string(), role, permissions: z.array(z.string()) }),
    /** Sent back as `X-CSRF-Token` on every mutation. */
    csrfToken: z.string(),
    expiresAt: instant,
  });

export const session = sessionOf(z.string());
export type Session = z.infer<typeof session>;

/** Signing in is the same on both trust domains, under another prefix and for other people. */
export const sessionRoutes = <P extends string>(prefix: P) => ({
  setupState: route({
    method: 'GET',
    path: `${prefix}/setup`,
    summary: 'Whether the first administrator has still to be made',
    permission: 'public',
    response: z.object({ required: z.boolean(), name: name }),
  }),
  setup: route({
    method: 'POST',
    path: `${prefix}/setup`,
    summary: 'Makes the first administrator with the one-time set-up token, and signs in',
    permission: 'public',
    body: z.object({ token: z.string().min(1).max(128), username, password }),
    response: session,
    status: 201,
  }),
  signIn: route({
    method: 'POST',
    path: `${prefix}/session`,
    summary: 'Signs in; answers a session cookie',
    permission: 'public',
    body: z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
    response: session,
    status: 201,
  }),
  session: route({
    method: 'GET',
    path: `${prefix}/session`,
    summary: 'Who is signed in',
    permission: 'signed-in',
    response: session,
  }),
  signOut: route({
    method: 'DELETE',
    path: `${prefix}/session`,
    summary: 'Ends the session',
    permission: 'signed-in',
    response: nothing,
    status: 204,
  }),
});
