import { auditActionOf, hgsRoutes, hostAction, serverRoutes } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import messages from './messages.en.json';

const { actOnHosts } = serverRoutes;
const actions = new Set([
  ...[...Object.entries(serverRoutes), ...Object.entries(hgsRoutes)]
    .filter(([, route]) => route.method !== 'GET')
    .map(([key, route]) => auditActionOf(key, route)),
  ...hostAction.options.map((action) => auditActionOf('actOnHosts', actOnHosts, { action })),
]);

test('every action that is recorded has words, and no others have', () => {
  const worded = Object.entries(messages.action).flatMap(([things, verbs]) =>
    Object.keys(verbs).map((verb) => `${things}.${verb}`),
  );
  expect(new Set(worded)).toEqual(actions);
});
