import { sessionRoutes } from '@gatehouse/contracts';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { ProblemError } from '../../shared/api/problem-error.ts';
import { useApi } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { type Domain, SessionContext, type SignedIn } from '../../shared/session/session.ts';
import { Failed, Loading } from '../../shared/ui/states.tsx';
import { ToastProvider } from '../../shared/ui/Toasts.tsx';

const SignInForm = lazy(() =>
  import('../../features/sign-in/SignInForm.tsx').then((module) => ({
    default: module.SignInForm,
  })),
);

const routes = { fabric: sessionRoutes('/api'), guardian: sessionRoutes('/Administration') };

/** Over the page, which keeps what was typed into it. */
const SignInAgain = ({
  domain,
  onDone,
}: {
  readonly domain: Domain;
  readonly onDone: (token: string) => void;
}) => {
  const t = useShared();
  return (
    <Dialog open maxWidth="xs" aria-labelledby="sign-in-again">
      <DialogTitle id="sign-in-again">{t('signIn.again')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4, paddingBottom: '24px !important' }}>
        <DialogContentText>{t('signIn.againHint')}</DialogContentText>
        <Suspense fallback={<Loading rows={2} />}>
          <SignInForm domain={domain} onSignedIn={onDone} />
        </Suspense>
      </DialogContent>
    </Dialog>
  );
};

/** To the sign-in, and back here after it: the address is kept from before leaving. */
const ToSignIn = () => {
  const navigate = useNavigate();
  const here = useLocation({ select: (location) => location.href });
  const [to] = useState(here);
  useEffect(() => {
    navigate({ to: '/sign-in', search: { to }, replace: true }).catch(() => {});
  }, [navigate, to]);
  return <Loading />;
};

interface Props {
  readonly domain: Domain;
  readonly children: (signedIn: SignedIn) => ReactNode;
}

/** Lets only signed-in people through; who is signed out meanwhile signs in over the page. */
export const SessionGate = ({ domain, children }: Props) => {
  const api = useApi();
  const queryClient = useQueryClient();
  const [signedOut, setSignedOut] = useState(false);
  const query = useQuery({
    queryKey: ['session', domain],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async ({ signal }) => {
      const session = await api.call(routes[domain].session, {}, signal);
      api.setCsrfToken(session.csrfToken);
      return session;
    },
  });
  useEffect(() => api.onSignedOut(() => setSignedOut(true)), [api]);
  if (query.data === undefined) {
    if (query.error === null) return <Loading />;
    const nobody =
      query.error instanceof ProblemError && query.error.problem.code === 'not-signed-in';
    if (nobody) return <ToSignIn />;
    return <Failed error={query.error} onRetry={() => query.refetch()} />;
  }
  const signedIn = { session: query.data, domain };
  return (
    <SessionContext value={signedIn}>
      <ToastProvider>{children(signedIn)}</ToastProvider>
      {signedOut && (
        <SignInAgain
          domain={domain}
          onDone={(token) => {
            api.setCsrfToken(token);
            setSignedOut(false);
            queryClient.invalidateQueries().catch(() => {});
          }}
        />
      )}
    </SessionContext>
  );
};
