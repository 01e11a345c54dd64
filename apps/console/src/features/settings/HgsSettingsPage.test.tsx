import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test, vi } from 'vitest';
import { createApi } from '../../shared/api/api.ts';
import { ApiContext, createQueryClient } from '../../shared/api/queries.ts';
import { SessionContext } from '../../shared/session/session.ts';
import { ToastProvider } from '../../shared/ui/Toasts.tsx';
import { HgsSettingsPage } from './HgsSettingsPage.tsx';

const id = '2d1e5d51-5ef5-4b2c-a9a7-7b8dbb22c1a5';
const pair = {
  attestationServerUrl: 'https://hgs.local/Attestation',
  keyProtectionServerUrl: 'https://hgs.local/KeyProtection',
};
const unset = {
  primary: null,
  fallback: null,
  shieldingHelperDisk: null,
  updatedAt: null,
  updatedBy: null,
  guardianUrl: null,
  suggested: pair,
};
const silent = {
  type: 'about:blank',
  title: 'Upstream unavailable',
  status: 502,
  detail: 'Not every URL answers as a Host Guardian Service.',
  code: 'upstream-unavailable',
  remedy: 'Correct the URL.',
};

let root: Root | undefined;
afterEach(() => {
  root?.unmount();
  document.body.replaceChildren();
  sessionStorage.clear();
});

/** The page over a server that refuses URLs which do not answer, unless told to save them. */
const show = (permissions: readonly string[]) => {
  const puts: unknown[] = [];
  const answers: Readonly<Record<string, () => unknown>> = {
    'GET /api/hgs-settings': () => unset,
    'GET /api/code-integrity-policies': () => ({ items: [], total: 0 }),
    'POST /api/hgs-settings/preview': () => ({ hosts: [{ id, name: 'host01' }] }),
  };
  const put = (body: unknown) => {
    puts.push(body);
    if (!JSON.stringify(body).includes('"saveUnreachable":true')) {
      return Response.json(silent, { status: 502 });
    }
    const saved = { ...unset, primary: pair, updatedAt: '2026-01-01T00:00:00.000Z' };
    return Response.json({ settings: { ...saved, updatedBy: 'ada' }, jobId: id });
  };
  const api = createApi(async (to, init) => {
    const method = init?.method ?? 'GET';
    if (method === 'PUT') return put(JSON.parse(String(init?.body)));
    return Response.json(answers[`${method} ${String(to).split('?')[0]}`]?.());
  });
  const router = createRouter({
    routeTree: createRootRoute({ component: HgsSettingsPage }),
    history: createMemoryHistory(),
  });
  const user = { id, username: 'ada', role: 'administrator', permissions: [...permissions] };
  const session = { user, csrfToken: '', expiresAt: '2027-01-01T00:00:00.000Z' };
  root = createRoot(document.body.appendChild(document.createElement('div')));
  root.render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiContext value={api}>
        <SessionContext value={{ session, domain: 'fabric' }}>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </SessionContext>
      </ApiContext>
    </QueryClientProvider>,
  );
  return puts;
};

const button = (name: string) =>
  vi.waitFor(() => {
    const found = [...document.querySelectorAll('button')].findLast(
      (element) => element.textContent === name && !element.disabled,
    );
    if (found === undefined) throw new Error(`no button ${name}`);
    return found;
  });
const press = async (name: string) => (await button(name)).click();
const says = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));

test('shows what saving does, and saves a silent HGS only after a second yes', async () => {
  const puts = show(['hgs-settings.read', 'hgs-settings.write']);
  await press('Use this HGS');
  await says('Not saved yet');
  await press('Finish');
  await says('host01');
  expect(puts).toEqual([]);
  await press('Save and reconfigure 1 host');
  await press('Save although it does not answer');
  await says('The guarded hosts are being reconfigured.');
  const body = { primary: pair, fallback: null, shieldingHelperDisk: null };
  expect(puts).toEqual([
    { ...body, saveUnreachable: false },
    { ...body, saveUnreachable: true },
  ]);
  await says('Last changed by ada');
});

test('tells a wrong URL at its field and sends nothing', async () => {
  const puts = show(['hgs-settings.read', 'hgs-settings.write']);
  await press('Finish');
  await says('a URL that ends in /Attestation');
  expect(puts).toEqual([]);
});

test('is read-only, with the reason, for who may not change it', async () => {
  show(['hgs-settings.read']);
  await says('Only an administrator of Gatehouse changes them.');
  const words = [...document.querySelectorAll('button')].map((element) => element.textContent);
  expect(words).not.toContain('Finish');
  expect(words).toContain('Test');
});
