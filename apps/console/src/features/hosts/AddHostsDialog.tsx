import { addHosts, type HostSummary, hostRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { expandNames } from './expand-names.ts';
import { useMessages } from './messages.ts';
import { addHostsScript } from './scripts.ts';

interface Props {
  readonly known: ReadonlyMap<string, HostSummary>;
  readonly onClose: () => void;
}

/** Adds a pasted list of hosts as guarded hosts; names that are managed already are left out. */
export const AddHostsDialog = ({ known, onClose }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const api = useApi();
  const navigate = useNavigate();
  const accounts = useQuery(serverQuery(api, 'listRunAsAccounts', {}));
  const settings = useQuery(serverQuery(api, 'getHgsSettings', {}));
  const policies = useQuery(serverQuery(api, 'listCodeIntegrityPolicies', { query: {} }));
  const [text, setText] = useState('');
  const [account, setAccount] = useState('');
  const [group, setGroup] = useState('All Hosts');
  const [policy, setPolicy] = useState('');
  const add = useCall(hostRoutes.addHosts, {
    onSuccess: ({ jobId }) => navigate({ to: `/jobs/${jobId}` }),
  });
  const managed = new Set([...known.values()].map((host) => host.name));
  const { names, problems } = expandNames(text);
  const fresh = names.filter((name) => !managed.has(name));
  const input = addHosts.safeParse({
    names: fresh,
    runAsAccountId: account || accounts.data?.items[0]?.id,
    group,
    guarded: true,
    codeIntegrityPolicyId: policy || null,
  });
  const wrong =
    text === '' ? null : (problems[0] ?? (input.success ? null : input.error.issues[0]?.message));
  return (
    <Dialog open onClose={onClose} aria-labelledby="add-hosts">
      <DialogTitle id="add-hosts">{t('add')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4, paddingTop: '8px !important' }}>
        <TextField
          multiline
          minRows={3}
          maxRows={8}
          autoFocus
          label={t('form.names')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={wrong !== null}
          helperText={wrong ?? t('form.namesHelp')}
        />
        <Typography role="status" variant="body2">
          {t('form.parsed', {
            count: fresh.length,
            first: fresh[0] ?? '',
            last: fresh.at(-1) ?? '',
          })}
        </Typography>
        <TextField
          select
          label={t('form.runAs')}
          value={account || (accounts.data?.items[0]?.id ?? '')}
          onChange={(event) => setAccount(event.target.value)}
          helperText={t('form.runAsHelp')}
        >
          {accounts.data?.items.map((item) => (
            <MenuItem key={item.id} value={item.id}>
              {item.name} ({item.username})
            </MenuItem>
          ))}
        </TextField>
        <TextField
          label={t('form.group')}
          value={group}
          onChange={(event) => setGroup(event.target.value)}
        />
        <TextField
          select
          label={t('form.policy')}
          value={policy}
          onChange={(event) => setPolicy(event.target.value)}
          helperText={t('form.policyHelp')}
        >
          <MenuItem value="">{t('form.policyNone')}</MenuItem>
          {policies.data?.items
            .filter((item) => item.deployable)
            .map((item) => (
              <MenuItem key={item.id} value={item.id}>
                {item.name}
              </MenuItem>
            ))}
        </TextField>
        {add.error !== null && <ProblemNotice error={add.error} />}
      </DialogContent>
      <DialogActions>
        <ViewScript
          disabled={!input.success}
          script={() =>
            addHostsScript(
              location.origin,
              addHosts.parse(input.data),
              settings.data?.primary ?? null,
            )
          }
        />
        <Button onClick={onClose}>{shared('action.cancel')}</Button>
        <Button
          variant="contained"
          disabled={!input.success || problems.length > 0 || add.isPending}
          onClick={() => input.success && add.mutate({ body: input.data })}
        >
          {t('form.submit', { count: fresh.length })}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
