import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import { type AnyRouter, RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { createApi } from '../shared/api/api.ts';
import { createQueryClient } from '../shared/api/query-client.ts';
import { Providers } from './providers.tsx';

/** Renders one of the two consoles into the page. */
export const start = (router: AnyRouter): void => {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no #root');
  createRoot(root).render(
    <Providers api={createApi(fetch.bind(globalThis))} queryClient={createQueryClient()}>
      <RouterProvider router={router} />
    </Providers>,
  );
};
