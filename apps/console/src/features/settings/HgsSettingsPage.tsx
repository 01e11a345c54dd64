import { type HgsSettings, hgsSettingsInput, hgsSettingsRoutes } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { FormField } from '../../shared/ui/FormField.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { ProblemNotice, Shown } from '../../shared/ui/states.tsx';
import { useToast } from '../../shared/ui/Toasts.tsx';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { useMessages } from './messages.ts';
import { PolicyLibrary } from './PolicyLibrary.tsx';
import { settingsScript } from './settings-script.ts';

const pair = hgsSettingsInput.shape.primary;
const typed = z.object({ ...pair.shape, shieldingHelperDisk: z.string().trim().max(1024) });

const SettingsForm = ({ settings }: { readonly settings: HgsSettings }) => {
  const t = useMessages();
  const shared = useShared();
  const toast = useToast();
  const may = usePermission('hgs-settings.write');
  const known = settings.primary ?? settings.suggested;
  const form = useForm({
    resolver: zodResolver(typed),
    mode: 'onTouched',
    defaultValues: {
      attestationServerUrl: known?.attestationServerUrl ?? '',
      keyProtectionServerUrl: known?.keyProtectionServerUrl ?? '',
      shieldingHelperDisk: settings.shieldingHelperDisk ?? '',
    },
  });
  const test = useCall(hgsSettingsRoutes.testHgsPair);
  const preview = useCall(hgsSettingsRoutes.previewHgsSettings);
  const save = useCall(hgsSettingsRoutes.putHgsSettings, {
    onSuccess: () => toast({ text: t('saved') }),
  });
  const bodyOf = ({ shieldingHelperDisk, ...primary }: z.output<typeof typed>) => ({
    primary,
    fallback: settings.fallback,
    shieldingHelperDisk: shieldingHelperDisk || null,
  });
  const check = form.handleSubmit((values) => {
    const { primary } = bodyOf(values);
    test.mutate({ body: primary });
    preview.mutate({ body: bodyOf(values) });
  });
  const finish = (saveUnreachable: boolean) =>
    form.handleSubmit((values) => save.mutate({ body: { ...bodyOf(values), saveUnreachable } }));
  const answer = (reachable: boolean, error: string | null) => (
    <StatusChip
      status={reachable ? 'ok' : 'error'}
      word={reachable ? t('reachable') : (error ?? t('unreachable'))}
    />
  );
  return (
    <Box
      component="form"
      noValidate
      onSubmit={finish(false)}
      sx={{ display: 'grid', gap: 4, maxWidth: 720 }}
    >
      <FormField
        control={form.control}
        name="attestationServerUrl"
        label={t('attestationUrl')}
        help={t('attestationHelp')}
      />
      <FormField
        control={form.control}
        name="keyProtectionServerUrl"
        label={t('keyUrl')}
        help={t('keyHelp')}
      />
      <FormField
        control={form.control}
        name="shieldingHelperDisk"
        label={t('disk')}
        help={t('diskHelp')}
      />
      {test.data !== undefined && (
        <Facts
          facts={[
            [
              t('attestationUrl'),
              answer(test.data.attestation.reachable, test.data.attestation.error),
            ],
            ['Mode', test.data.attestation.mode],
            ['Functional level', test.data.attestation.functionalLevel],
            [
              'Signer',
              test.data.attestation.signers
                .map((signer) => `${signer.subject} (${signer.thumbprint})`)
                .join(', '),
            ],
            [
              'Clock difference',
              test.data.attestation.clockDifferenceSeconds === null
                ? null
                : `${test.data.attestation.clockDifferenceSeconds} s`,
            ],
            [t('keyUrl'), answer(test.data.keyProtection.reachable, test.data.keyProtection.error)],
            ['Signing certificate', test.data.keyProtection.signingCertificate],
            ['Encryption certificate', test.data.keyProtection.encryptionCertificate],
          ]}
        />
      )}
      {preview.data !== undefined && (
        <p role="status">
          {t('preview', { count: preview.data.hosts.length })}{' '}
          {preview.data.hosts
            .slice(0, 20)
            .map((host) => host.name)
            .join(', ')}
        </p>
      )}
      {[test.error, save.error].map(
        (error) => error !== null && <ProblemNotice key={error.message} error={error} />,
      )}
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        <Button variant="outlined" onClick={check} disabled={test.isPending}>
          {t('test')}
        </Button>
        <ViewScript
          script={() =>
            settingsScript(
              location.origin,
              form.getValues(),
              form.getValues('shieldingHelperDisk') || null,
            )
          }
        />
        <Box sx={{ flex: 1 }} />
        {save.error !== null && (
          <Button color="error" onClick={finish(true)}>
            {t('saveAnyway')}
          </Button>
        )}
        <Button onClick={() => form.reset()}>{shared('action.cancel')}</Button>
        <Button type="submit" variant="contained" disabled={!may || save.isPending}>
          {t('finish')}
        </Button>
      </Box>
    </Box>
  );
};

/** The global settings: which HGS guards the fabric, and the policies its hosts can be given. */
export const HgsSettingsPage = () => {
  const t = useMessages();
  const query = useQuery(serverQuery(useApi(), 'getHgsSettings', {}));
  return (
    <Page title={t('title')} sentence={t('sentence')}>
      <Card>
        <Shown query={query}>
          {(settings) => <SettingsForm key={settings.updatedAt} settings={settings} />}
        </Shown>
      </Card>
      <PolicyLibrary />
    </Page>
  );
};
