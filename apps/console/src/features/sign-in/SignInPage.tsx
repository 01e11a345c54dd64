import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { hgsQuery, serverQuery, useApi } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import type { Domain } from '../../shared/session/session.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { EntryPage } from './EntryPage.tsx';
import { SignInForm } from './SignInForm.tsx';

interface Props {
  readonly domain: Domain;
  readonly onSignedIn: (csrfToken: string) => void;
}

export const SignInPage = ({ domain, onSignedIn }: Props) => {
  const t = useShared();
  const api = useApi();
  const fabric = useQuery({ ...serverQuery(api, 'setupState', {}), enabled: domain === 'fabric' });
  const guardian = useQuery({ ...hgsQuery(api, 'setupState', {}), enabled: domain === 'guardian' });
  const state = domain === 'fabric' ? fabric : guardian;
  return (
    <EntryPage
      title={domain === 'fabric' ? t('signIn.title') : t('signIn.title_guardian')}
      {...(domain === 'guardian' ? { hint: t('signIn.guardianHint') } : {})}
    >
      {state.error !== null && (
        <ProblemNotice error={state.error} onRetry={() => state.refetch()} />
      )}
      {state.data?.required === true && (
        <Typography role="status">{t('signIn.setupNeeded')}</Typography>
      )}
      <SignInForm domain={domain} onSignedIn={onSignedIn} />
    </EntryPage>
  );
};
