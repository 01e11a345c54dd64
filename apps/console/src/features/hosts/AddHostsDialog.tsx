import { type HostSummary, hostRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { clearDraft, readDraft, useDraft } from '../../shared/ui/use-draft.ts';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { accountOf, readHosts, type TypedHosts, typedOf } from './add-hosts-form.ts';
import { GuardedField } from './GuardedField.tsx';
import { HostNamesField } from './HostNamesField.tsx';
import { useMessages } from './messages.ts';
import { PolicySelect } from './PolicySelect.tsx';
import { RunAsField } from './RunAsField.tsx';
import { addHostsScript } from './scripts.ts';

interface Props {
  readonly known: ReadonlyMap<string, HostSummary>;
  readonly onClose: () => void;
}

const draftKey = 'add-hosts';

/** Adds a pasted list of hosts; what was typed is kept until it is sent or cancelled. */
export const AddHostsDialog = ({ known, onClose }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const api = useApi();
  const navigate = useNavigate();
  const accounts = useQuery(serverQuery(api, 'listRunAsAccounts', {}));
  const settings = useQuery(serverQuery(api, 'getHgsSettings', {}));
  const form = useForm<TypedHosts>({ defaultValues: typedOf(readDraft(draftKey)) });
  useDraft(draftKey, form);
  const { control } = form;
  const typed = typedOf(useWatch({ control }));
  const managed = useMemo(() => new Set([...known.values()].map((host) => host.name)), [known]);
  const read = readHosts(typed, accountOf(typed, accounts.data?.items), managed);
  const { input } = read;
  const add = useCall(hostRoutes.addHosts, {
    onSuccess: ({ jobId }) => {
      clearDraft(draftKey);
      return navigate({ to: `/jobs/${jobId}` });
    },
  });
  const cancel = () => {
    clearDraft(draftKey);
    onClose();
  };
  const failed = add.error ?? accounts.error;
  return (
    <Dialog
      open
      onClose={(_event, reason) => reason === 'escapeKeyDown' && onClose()}
      aria-labelledby="add-hosts"
    >
      <DialogTitle id="add-hosts">{t('add')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4, '&&': { paddingTop: 2 } }}>
        <HostNamesField control={control} read={read} />
        <RunAsField control={control} accounts={accounts.data?.items} />
        <FormField
          control={control}
          name="group"
          label={t('form.group')}
          slotProps={{ htmlInput: { maxLength: 64 } }}
        />
        <GuardedField control={control} settings={settings.data} />
        <Controller
          control={control}
          name="policy"
          render={({ field }) => (
            <PolicySelect
              label={t('form.policy')}
              help={t('form.policyHelp')}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        {failed !== null && <ProblemNotice error={failed} />}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        {input !== null && (
          <ViewScript
            script={() => addHostsScript(location.origin, input, settings.data?.primary ?? null)}
          />
        )}
        <Button onClick={cancel}>{shared('action.cancel')}</Button>
        <Button
          variant="contained"
          disabled={input === null || add.isPending}
          onClick={() => input !== null && add.mutate({ body: input })}
        >
          {t('form.submit', { count: read.fresh.length })}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
