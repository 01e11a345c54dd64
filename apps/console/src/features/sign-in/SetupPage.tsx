import { password, sessionRoutes, username } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import type { Domain } from '../../shared/session/session.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { EntryPage } from './EntryPage.tsx';

const routes = { fabric: sessionRoutes('/api'), guardian: sessionRoutes('/Administration') };

const account = z
  .object({ username, password, repeat: z.string() })
  .refine((typed) => typed.password === typed.repeat, {
    path: ['repeat'],
    message: 'The two passwords differ',
  });

interface Props {
  readonly domain: Domain;
  readonly onSignedIn: (csrfToken: string) => void;
}

/** The token is in the fragment, which a browser sends to nobody; it is taken out of the address at once. */
const takeToken = (): string => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (token !== '') {
    sessionStorage.setItem('setup-token', token);
    history.replaceState(history.state, '', location.pathname);
  }
  return token === '' ? (sessionStorage.getItem('setup-token') ?? '') : token;
};

/** First run: makes the first administrator with the one-time link. */
export const SetupPage = ({ domain, onSignedIn }: Props) => {
  const t = useShared();
  const [token] = useState(takeToken);
  const form = useForm({
    resolver: zodResolver(account),
    defaultValues: { username: 'admin', password: '', repeat: '' },
  });
  const setup = useCall(routes[domain].setup, {
    onSuccess: (session) => {
      sessionStorage.removeItem('setup-token');
      onSignedIn(session.csrfToken);
    },
  });
  if (token === '') {
    return (
      <EntryPage title={t('setup.missing')} hint={t('setup.missingHint')}>
        <a href="/sign-in">{t('signIn.submit')}</a>
      </EntryPage>
    );
  }
  return (
    <EntryPage
      title={domain === 'fabric' ? t('setup.title') : t('setup.title_guardian')}
      hint={t('setup.intro')}
    >
      <Box
        component="form"
        noValidate
        onSubmit={form.handleSubmit((typed) =>
          setup.mutate({ body: { token, username: typed.username, password: typed.password } }),
        )}
        sx={{ display: 'grid', gap: 4 }}
      >
        <FormField
          control={form.control}
          name="username"
          label={t('signIn.username')}
          autoComplete="username"
        />
        <FormField
          control={form.control}
          name="password"
          label={t('signIn.password')}
          help={t('setup.passwordHint')}
          type="password"
          autoComplete="new-password"
          autoFocus
        />
        <FormField
          control={form.control}
          name="repeat"
          label={t('setup.repeat')}
          type="password"
          autoComplete="new-password"
        />
        {setup.error !== null && <ProblemNotice error={setup.error} />}
        <Button type="submit" variant="contained" disabled={setup.isPending} sx={{ minHeight: 40 }}>
          {t('setup.submit')}
        </Button>
      </Box>
    </EntryPage>
  );
};
