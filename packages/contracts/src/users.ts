import { z } from 'zod';
import { byId, instant, listOf, nothing } from './common.ts';
import { serverRoles } from './permissions.ts';
import { route } from './route.ts';
import { password, username } from './session.ts';

export const user = z.object({
  id: z.uuid(),
  username: z.string(),
  role: z.enum(serverRoles),
  createdAt: instant,
  lastSignIn: instant.nullable(),
});
export type User = z.infer<typeof user>;

export const userRoutes = {
  listUsers: route({
    method: 'GET',
    path: '/api/users',
    summary: 'Who can sign in',
    permission: 'users.read',
    response: listOf(user),
  }),
  addUser: route({
    method: 'POST',
    path: '/api/users',
    summary: 'Adds a user with a role',
    permission: 'users.write',
    body: z.object({ username, password, role: z.enum(serverRoles) }),
    response: user,
    status: 201,
  }),
  removeUser: route({
    method: 'DELETE',
    path: '/api/users/:id',
    summary: 'Removes a user and ends the sessions; the last administrator stays',
    permission: 'users.write',
    params: byId,
    response: nothing,
    status: 204,
  }),
};
