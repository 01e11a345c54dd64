import { type RunAsAccount, runAsAccountInput, runAsAccountRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Control, useWatch } from 'react-hook-form';
import { useCall } from '../../shared/api/queries.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import type { TypedHosts } from './add-hosts-form.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly control: Control<TypedHosts>;
  readonly onCreated: (account: RunAsAccount) => void;
}

/** Stores credentials without leaving the dialog. The password stays in this component only. */
export const NewAccount = ({ control, onCreated }: Props) => {
  const t = useMessages();
  const queryClient = useQueryClient();
  const [name, username] = useWatch({ control, name: ['accountName', 'username'] });
  const [password, setPassword] = useState('');
  const input = runAsAccountInput.safeParse({ name, username, password });
  const create = useCall(runAsAccountRoutes.addRunAsAccount, {
    onSuccess: async (account) => {
      await queryClient.invalidateQueries({ queryKey: ['listRunAsAccounts'] });
      onCreated(account);
    },
  });
  return (
    <Box
      component="form"
      noValidate
      aria-label={t('form.newAccount')}
      onSubmit={(event) => {
        event.preventDefault();
        if (input.success && !create.isPending) create.mutate({ body: input.data });
      }}
      sx={{
        display: 'grid',
        gap: 3,
        justifyItems: 'start',
        borderInlineStart: 2,
        borderColor: 'divider',
        paddingInlineStart: 4,
      }}
    >
      <FormField control={control} name="accountName" label={t('form.accountName')} />
      <FormField
        control={control}
        name="username"
        label={t('form.username')}
        help={t('form.usernameHelp')}
        autoComplete="off"
      />
      <TextField
        type="password"
        label={t('form.password')}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        helperText={t('form.passwordHelp')}
        autoComplete="new-password"
      />
      {create.error !== null && <ProblemNotice error={create.error} />}
      <Button type="submit" variant="outlined" disabled={!input.success || create.isPending}>
        {t('form.createAccount')}
      </Button>
    </Box>
  );
};
