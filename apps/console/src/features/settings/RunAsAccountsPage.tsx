import { runAsAccountInput, runAsAccountRoutes } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { FormField } from '../../shared/ui/FormField.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { ProblemNotice, Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useMessages } from './messages.ts';

/** Stored credentials for hosts. */
export const RunAsAccountsPage = () => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'listRunAsAccounts', {}));
  const form = useForm({
    resolver: zodResolver(runAsAccountInput),
    defaultValues: { name: '', username: '', password: '' },
  });
  const add = useCall(runAsAccountRoutes.addRunAsAccount, {
    onSuccess: () => {
      form.reset();
      return query.refetch();
    },
  });
  const remove = useCall(runAsAccountRoutes.removeRunAsAccount, {
    onSuccess: () => query.refetch(),
  });
  const error = add.error ?? remove.error;
  return (
    <Page title={t('accounts')} sentence={t('accountsSentence')}>
      <Card flush>
        <Shown query={query} rows={3}>
          {({ items }) => (
            <DataTable
              label={t('accounts')}
              rows={items}
              rowKey={(account) => account.id}
              rowName={(account) => account.name}
              columns={[
                {
                  id: 'name',
                  header: t('name'),
                  width: 200,
                  grow: true,
                  cell: (account) => account.name,
                },
                {
                  id: 'username',
                  header: t('username'),
                  width: 220,
                  cell: (account) => account.username,
                },
                {
                  id: 'used',
                  header: t('used'),
                  width: 90,
                  align: 'end',
                  wideOnly: true,
                  cell: (account) => account.usedBy,
                },
                {
                  id: 'remove',
                  header: t('remove'),
                  width: 100,
                  wideOnly: true,
                  cell: (account) => (
                    <Button
                      disabled={account.usedBy > 0}
                      aria-label={`${t('remove')} ${account.name}`}
                      onClick={() => remove.mutate({ params: { id: account.id } })}
                    >
                      {t('remove')}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Card>
      {error !== null && <ProblemNotice error={error} />}
      <Card title={t('addAccount')}>
        <Box
          component="form"
          noValidate
          onSubmit={form.handleSubmit((body) => add.mutate({ body }))}
          sx={{ display: 'grid', gap: 4, maxWidth: 480 }}
        >
          <FormField control={form.control} name="name" label={t('name')} />
          <FormField
            control={form.control}
            name="username"
            label={t('username')}
            help="DOMAIN\user, user@domain or a local user"
            autoComplete="off"
          />
          <FormField
            control={form.control}
            name="password"
            label={t('password')}
            type="password"
            autoComplete="new-password"
          />
          <Button
            type="submit"
            variant="contained"
            disabled={add.isPending}
            sx={{ justifySelf: 'start' }}
          >
            {t('addAccount')}
          </Button>
        </Box>
      </Card>
    </Page>
  );
};
