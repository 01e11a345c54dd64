import { expect, test } from 'vitest';
import { auditActionOf } from './audit.ts';
import { hgsRoutes, serverRoutes } from './routes.ts';

test.each([
  ['addHosts', serverRoutes.addHosts, 'hosts.add'],
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

test('an action on many hosts is recorded as that action, and as an action where it is not known', () => {
  const { actOnHosts } = serverRoutes;
  expect(auditActionOf('actOnHosts', actOnHosts, { action: 'restart' })).toBe('hosts.restart');
  for (const body of [undefined, null, {}, { action: 'drop table' }])
    expect(auditActionOf('actOnHosts', actOnHosts, body)).toBe('hosts.act');
});

test('every change of both contracts has a name of things and a verb', () => {
  for (const [key, route] of [...Object.entries(serverRoutes), ...Object.entries(hgsRoutes)]) {
    if (route.method !== 'GET') expect(auditActionOf(key, route)).toMatch(/^[a-z-]+\.[a-z-]+$/);
  }
});
