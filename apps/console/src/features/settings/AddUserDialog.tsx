import { serverRoles, userRoutes } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import MenuItem from '@mui/material/MenuItem';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { useChange } from '../../shared/api/use-change.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { FormDialog } from './FormDialog.tsx';
import { useMessages } from './messages.ts';
import { addUserScript } from './scripts.ts';

/** As the route wants it; said here so that a wrong field is told before anything is sent. */
const newUser = z.object({
  username: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Lower-case letters, digits, dot, hyphen, underscore'),
  password: z.string().min(12, 'At least 12 characters').max(256),
  role: z.enum(serverRoles),
});

const beginning: z.infer<typeof newUser> = {
  username: '',
  password: '',
  role: 'read-only-administrator',
};

/** Adds a user, with the least role chosen first. */
export const AddUserDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const form = useForm({
    resolver: zodResolver(newUser),
    defaultValues: beginning,
  });
  const { control } = form;
  const username = useWatch({ control, name: 'username' });
  const role = useWatch({ control, name: 'role' });
  const add = useChange(userRoutes.addUser, {
    list: 'listUsers',
    say: (added) => t('users.added', { name: added.username }),
    closed: onClose,
  });
  return (
    <FormDialog
      title={t('users.addTitle')}
      submit={t('users.add')}
      busy={add.isPending}
      error={add.error}
      script={() => addUserScript(location.origin, username, role)}
      onSubmit={form.handleSubmit((body) => add.mutate({ body }))}
      onClose={onClose}
    >
      <FormField
        control={control}
        name="username"
        label={t('users.username')}
        help={t('users.usernameHelp')}
        autoFocus
        autoComplete="off"
      />
      <FormField
        control={control}
        name="password"
        label={t('users.password')}
        help={t('users.passwordHelp')}
        type="password"
        autoComplete="new-password"
      />
      <FormField
        control={control}
        name="role"
        label={t('users.role')}
        help={t(`roleHelp.${role}`)}
        select
      >
        {serverRoles.map((option) => (
          <MenuItem key={option} value={option}>
            {t(`role.${option}`)}
          </MenuItem>
        ))}
      </FormField>
    </FormDialog>
  );
};
