import { sessionRoutes } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import type { Domain } from '../../shared/session/session.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';

const routes = { fabric: sessionRoutes('/api'), guardian: sessionRoutes('/Administration') };
const credentials = z.object({
  username: z.string().trim().min(1, 'Type your user name').max(64),
  password: z.string().min(1, 'Type your password').max(256),
});

interface Props {
  readonly domain: Domain;
  readonly onSignedIn: (csrfToken: string) => void;
}

/** User name and password; a refusal is told beside the form, and what was typed stays. */
export const SignInForm = ({ domain, onSignedIn }: Props) => {
  const t = useShared();
  const form = useForm({
    resolver: zodResolver(credentials),
    defaultValues: { username: '', password: '' },
  });
  const signIn = useCall(routes[domain].signIn, {
    onSuccess: (session) => onSignedIn(session.csrfToken),
  });
  return (
    <Box
      component="form"
      noValidate
      onSubmit={form.handleSubmit((body) => signIn.mutate({ body }))}
      sx={{ display: 'grid', gap: 4 }}
    >
      <FormField
        control={form.control}
        name="username"
        label={t('signIn.username')}
        autoComplete="username"
        autoFocus
      />
      <FormField
        control={form.control}
        name="password"
        label={t('signIn.password')}
        type="password"
        autoComplete="current-password"
      />
      {signIn.error !== null && <ProblemNotice error={signIn.error} />}
      <Button type="submit" variant="contained" disabled={signIn.isPending} sx={{ minHeight: 40 }}>
        {t('signIn.submit')}
      </Button>
    </Box>
  );
};
