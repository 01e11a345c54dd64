import { type HostDetail, hostRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { useMessages } from './messages.ts';
import { PolicySelect } from './PolicySelect.tsx';
import { changeHostScript, type HostChange } from './scripts.ts';

const Applied = ({ jobId }: { readonly jobId: string | null }) => {
  const t = useMessages();
  const shared = useShared();
  return (
    <Typography role="status">
      {jobId === null ? (
        t('hgs.nothingToDo')
      ) : (
        <>
          {t('hgs.applied')} <Link to={`/jobs/${jobId}`}>{shared('jobs.show')}</Link>
        </>
      )}
    </Typography>
  );
};

/** Whether this host is guarded, and by which code integrity policy; applying it is a job. */
export const GuardianServiceForm = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const queryClient = useQueryClient();
  const mayChange = usePermission('hosts.write');
  const settings = useQuery(serverQuery(useApi(), 'getHgsSettings', {}));
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [policy, setPolicy] = useState('');
  const guarded = chosen ?? host.guarded;
  const change: HostChange = {
    ...(guarded === host.guarded ? {} : { guarded }),
    ...(policy === '' ? {} : { codeIntegrityPolicyId: policy }),
  };
  const unchanged = Object.keys(change).length === 0;
  const apply = useCall(hostRoutes.changeHost, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['getHost'] });
      setChosen(null);
      setPolicy('');
    },
  });
  const missing = guarded && settings.data?.primary === null;
  return (
    <Box sx={{ display: 'grid', gap: 4, maxWidth: 720, justifyItems: 'start' }}>
      <FormControlLabel
        disabled={!mayChange}
        control={
          <Checkbox checked={guarded} onChange={(event) => setChosen(event.target.checked)} />
        }
        label={t('hgs.enable')}
      />
      {missing && (
        <Typography variant="body2">
          {t('form.noUrls')} <Link to="/settings/host-guardian-service">{t('form.settings')}</Link>
        </Typography>
      )}
      <PolicySelect
        label={t('hgs.policy')}
        help={t('hgs.restartNote')}
        value={policy}
        onChange={setPolicy}
        disabled={!mayChange}
      />
      {apply.error !== null && <ProblemNotice error={apply.error} />}
      {apply.data !== undefined && unchanged && <Applied jobId={apply.data.jobId} />}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        <Button
          variant="contained"
          disabled={!mayChange || unchanged || apply.isPending}
          onClick={() => apply.mutate({ params: { id: host.id }, body: change })}
        >
          {t('hgs.apply')}
        </Button>
        <ViewScript
          disabled={unchanged}
          script={() =>
            changeHostScript(location.origin, host, change, settings.data?.primary ?? null)
          }
        />
      </Box>
    </Box>
  );
};
