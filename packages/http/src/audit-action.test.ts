import { hgsRoutes, serverRoutes } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { auditActionOf, auditActorOf } from './audit-action.ts';

test.each([
  ['addHosts', serverRoutes.addHosts, 'hosts.add'],
  ['actOnHosts', serverRoutes.actOnHosts, 'hosts.act'],
  ['changeHost', serverRoutes.changeHost, 'hosts.change'],
  ['putHgsSettings', serverRoutes.putHgsSettings, 'hgs-settings.change'],
  ['addUser', serverRoutes.addUser, 'users.add'],
  ['signIn', serverRoutes.signIn, 'session.sign-in'],
  ['signOut', hgsRoutes.signOut, 'session.sign-out'],
  ['approveWaitingHost', hgsRoutes.approveWaitingHost, 'waiting-hosts.approve'],
  ['addTrustedPolicy', hgsRoutes.addTrustedPolicy, 'code-integrity-policies.add'],
])('%s is recorded in words that people use', (key, route, action) => {
  expect(auditActionOf(key, route)).toBe(action);
});

test('every change of both contracts has a name of things and a verb', () => {
  for (const [key, route] of [...Object.entries(serverRoutes), ...Object.entries(hgsRoutes)]) {
    if (route.method !== 'GET') expect(auditActionOf(key, route)).toMatch(/^[a-z-]+\.[a-z-]+$/);
  }
});

test('who is not signed in is named by the user name that was tried', () => {
  expect(auditActorOf('chief', { username: 'other' })).toBe('chief');
  expect(auditActorOf('', { username: 'other' })).toBe('other');
  expect(auditActorOf('', undefined)).toBe('nobody');
});
