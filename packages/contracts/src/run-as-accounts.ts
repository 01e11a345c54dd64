import { z } from 'zod';
import { byId, instant, listOf, name, nothing } from './common.ts';
import { route } from './route.ts';

/** Credentials for hosts. The password goes in and never comes out. */
export const runAsAccount = z.object({
  id: z.uuid(),
  name: z.string(),
  username: z.string(),
  usedBy: z.number().int(),
  addedAt: instant,
});
export type RunAsAccount = z.infer<typeof runAsAccount>;

export const runAsAccountInput = z.object({
  name,
  /** `DOMAIN\\user`, `user@domain` or a local user. */
  username: z.string().trim().min(1).max(256),
  password: z.string().min(1).max(256),
});

export const runAsAccountRoutes = {
  listRunAsAccounts: route({
    method: 'GET',
    path: '/api/run-as-accounts',
    summary: 'Stored credentials, without their passwords',
    permission: 'run-as-accounts.read',
    response: listOf(runAsAccount),
  }),
  addRunAsAccount: route({
    method: 'POST',
    path: '/api/run-as-accounts',
    summary: 'Stores credentials, encrypted with a key that is not in the database',
    permission: 'run-as-accounts.write',
    body: runAsAccountInput,
    response: runAsAccount,
    status: 201,
  }),
  changeRunAsAccount: route({
    method: 'PUT',
    path: '/api/run-as-accounts/:id',
    summary: 'Replaces credentials',
    permission: 'run-as-accounts.write',
    params: byId,
    body: runAsAccountInput,
    response: runAsAccount,
  }),
  removeRunAsAccount: route({
    method: 'DELETE',
    path: '/api/run-as-accounts/:id',
    summary: 'Removes credentials that no host uses',
    permission: 'run-as-accounts.write',
    params: byId,
    response: nothing,
    status: 204,
  }),
};
