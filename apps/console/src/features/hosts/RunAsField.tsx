import type { RunAsAccount } from '@gatehouse/contracts';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type Control, useController } from 'react-hook-form';
import { usePermission } from '../../shared/session/session.ts';
import { accountOf, newAccount, type TypedHosts } from './add-hosts-form.ts';
import { useMessages } from './messages.ts';
import { NewAccount } from './NewAccount.tsx';

interface Props {
  readonly control: Control<TypedHosts>;
  /** Undefined until they are read. */
  readonly accounts: readonly RunAsAccount[] | undefined;
}

/** The Run As account for the new hosts; one that is missing is made here. */
export const RunAsField = ({ control, accounts }: Props) => {
  const t = useMessages();
  const mayCreate = usePermission('run-as-accounts.write');
  const { field } = useController({ control, name: 'account' });
  const value = accountOf({ account: field.value }, accounts);
  return (
    <>
      <TextField
        select
        label={t('form.runAs')}
        value={value}
        onChange={(event) => field.onChange(event.target.value)}
        onBlur={field.onBlur}
        helperText={value === newAccount ? t('form.newAccountHelp') : t('form.runAsHelp')}
      >
        {accounts?.map((account) => (
          <MenuItem key={account.id} value={account.id}>
            {account.name} ({account.username})
          </MenuItem>
        ))}
        <MenuItem value={newAccount} disabled={!mayCreate}>
          {t('form.newAccount')}
        </MenuItem>
      </TextField>
      {value === newAccount && mayCreate && (
        <NewAccount control={control} onCreated={(account) => field.onChange(account.id)} />
      )}
    </>
  );
};
