import { type RunAsAccount, runAsAccountInput, runAsAccountRoutes } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import Typography from '@mui/material/Typography';
import { useForm, useWatch } from 'react-hook-form';
import { useChange } from '../../shared/api/use-change.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { FormDialog } from './FormDialog.tsx';
import { useMessages } from './messages.ts';
import { runAsAccountScript } from './scripts.ts';

interface Props {
  /** Null for a new one. */
  readonly account: RunAsAccount | null;
  readonly onClose: () => void;
}

const list = 'listRunAsAccounts';

/** Creates or replaces credentials; the password is never shown and never kept in the page. */
export const RunAsAccountDialog = ({ account, onClose }: Props) => {
  const t = useMessages();
  const form = useForm({
    resolver: zodResolver(runAsAccountInput),
    defaultValues: { name: account?.name ?? '', username: account?.username ?? '', password: '' },
  });
  const { control } = form;
  const name = useWatch({ control, name: 'name' });
  const username = useWatch({ control, name: 'username' });
  const add = useChange(runAsAccountRoutes.addRunAsAccount, {
    list,
    say: (added) => t('accounts.created', { name: added.name }),
    closed: onClose,
  });
  const change = useChange(runAsAccountRoutes.changeRunAsAccount, {
    list,
    say: (changed) => t('accounts.changedToast', { name: changed.name }),
    closed: onClose,
  });
  const submit = form.handleSubmit((body) =>
    account === null ? add.mutate({ body }) : change.mutate({ params: { id: account.id }, body }),
  );
  return (
    <FormDialog
      title={
        account === null
          ? t('accounts.addTitle')
          : t('accounts.changeTitle', { name: account.name })
      }
      submit={t(account === null ? 'accounts.create' : 'accounts.save')}
      busy={add.isPending || change.isPending}
      error={add.error ?? change.error}
      script={() => runAsAccountScript(location.origin, { name, username }, account?.id ?? null)}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormField
        control={control}
        name="name"
        label={t('accounts.name')}
        autoFocus
        autoComplete="off"
      />
      <FormField
        control={control}
        name="username"
        label={t('accounts.username')}
        help={t('accounts.usernameHelp')}
        autoComplete="off"
      />
      <FormField
        control={control}
        name="password"
        label={t('accounts.password')}
        type="password"
        autoComplete="new-password"
      />
      {account !== null && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {t('accounts.passwordAgain')}
        </Typography>
      )}
    </FormDialog>
  );
};
