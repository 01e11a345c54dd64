import { describe, expect, test } from 'vitest';
import { hgsPermissions, serverPermissions } from './permissions.ts';
import { hgsRoutes, serverRoutes } from './routes.ts';
import { simulatorRoutes } from './simulator.ts';

const tables = {
  server: { routes: serverRoutes, permissions: serverPermissions },
  hgs: { routes: hgsRoutes, permissions: hgsPermissions },
  simulator: { routes: simulatorRoutes, permissions: serverPermissions },
};

describe.each(Object.entries(tables))('the route table of %s', (_, { routes, permissions }) => {
  const all = Object.entries(routes);

  test('has no two routes for the same method and path', () => {
    const keys = all.map(([, r]) => `${r.method} ${r.path.replace(/:\w+/g, ':')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(all)('%s names a permission that exists', (_name, r) => {
    expect(['public', 'signed-in', ...Object.keys(permissions)]).toContain(r.permission);
  });

  test.each(all)('%s describes each parameter of its path', (_name, r) => {
    const inPath = [...r.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
    const described = 'params' in r && r.params ? Object.keys(r.params.shape) : [];
    expect(described.toSorted()).toEqual(inPath.toSorted());
  });

  test.each(all.filter(([, r]) => r.method === 'GET'))('%s only reads', (_name, r) => {
    expect('body' in r).toBe(false);
    expect(r.permission).not.toMatch(/\.write$/);
  });
});

test('only signing in and setting up are public', () => {
  const open = Object.entries({ ...serverRoutes, ...hgsRoutes })
    .filter(([, r]) => r.permission === 'public')
    .map(([name]) => name);
  expect(new Set(open)).toEqual(new Set(['setupState', 'setup', 'signIn']));
});

test('a read-only administrator is granted nothing that writes', () => {
  const granted = Object.entries(serverPermissions)
    .filter(([, roles]) => (roles as readonly string[]).includes('read-only-administrator'))
    .map(([permission]) => permission);
  expect(granted.filter((permission) => !permission.endsWith('.read'))).toEqual([]);
});
