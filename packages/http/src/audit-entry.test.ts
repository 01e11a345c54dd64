import { expect, test } from 'vitest';
import { auditActorOf, auditObjectOf } from './audit-entry.ts';

test('who is not signed in is named by the user name that was tried', () => {
  expect(auditActorOf('chief', { username: 'other' })).toBe('chief');
  expect(auditActorOf('', { username: 'other' })).toBe('other');
  expect(auditActorOf('', undefined)).toBe('nobody');
});

test('what it was done to is a name in the body, else what the address names', () => {
  expect(auditObjectOf({ params: { id: '7' }, body: { name: 'rack 3' } })).toBe('rack 3');
  expect(auditObjectOf({ params: { host: 'hv-1', fault: 'clock-off' }, body: undefined })).toBe(
    'hv-1/clock-off',
  );
  expect(auditObjectOf({ params: undefined, body: { name: 7 } })).toBe('');
});
