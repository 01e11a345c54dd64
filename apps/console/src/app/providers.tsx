import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { ThemeProvider } from '@mui/material/styles';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Api } from '../shared/api/api.ts';
import { ApiContext } from '../shared/api/api-context.ts';
import { i18n } from '../shared/i18n/i18n.ts';
import { GlobalLook } from '../shared/ui/GlobalLook.tsx';
import { NowProvider } from '../shared/ui/Now.tsx';
import { theme } from '../shared/ui/theme.ts';

/** The server writes a fresh nonce into each page; styles carry it (content security policy). */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const styles = createCache({ key: 'gh', nonce });
const now = () => Date.now();

interface Props {
  readonly api: Api;
  readonly queryClient: QueryClient;
  readonly children: ReactNode;
}

export const Providers = ({ api, queryClient, children }: Props) => (
  <CacheProvider value={styles}>
    <ThemeProvider theme={theme} defaultMode="system" noSsr>
      <GlobalLook />
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <ApiContext value={api}>
            <NowProvider now={now}>{children}</NowProvider>
          </ApiContext>
        </QueryClientProvider>
      </I18nextProvider>
    </ThemeProvider>
  </CacheProvider>
);
