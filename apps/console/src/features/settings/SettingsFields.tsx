import type { HgsPair } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { Controller, useWatch } from 'react-hook-form';
import { Card } from '../../shared/ui/Card.tsx';
import { FormField } from '../../shared/ui/FormField.tsx';
import { useMessages } from './messages.ts';
import { PairFields } from './PairFields.tsx';
import { isEmptyPair } from './settings-form.ts';
import type { SettingsFormReturn } from './use-settings-form.ts';

interface Props {
  readonly form: SettingsFormReturn;
  readonly readOnly: boolean;
}

const column = {
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 4,
  maxWidth: 720,
  overflowWrap: 'anywhere',
} as const;

/** The primary pair; while it is empty, the HGS that this server knows is offered. */
export const PrimaryFields = ({
  form,
  readOnly,
  suggested,
}: Props & { readonly suggested: HgsPair | null }) => {
  const t = useMessages();
  const primary = useWatch({ control: form.control, name: 'primary' });
  return (
    <Card title={t('hgs.urls')}>
      <Box sx={{ ...column, paddingTop: 2 }}>
        {suggested !== null && !readOnly && isEmptyPair(primary) && (
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
            <Typography sx={{ overflowWrap: 'anywhere' }}>
              {t('hgs.suggested', { url: suggested.attestationServerUrl })}
            </Typography>
            <Button
              variant="outlined"
              onClick={() =>
                form.setValue('primary', suggested, { shouldDirty: true, shouldValidate: true })
              }
            >
              {t('hgs.useSuggested')}
            </Button>
          </Box>
        )}
        <PairFields
          form={form}
          pair="primary"
          labels={{
            attestation: t('hgs.attestationUrl'),
            key: t('hgs.keyUrl'),
            test: t('hgs.test'),
          }}
          readOnly={readOnly}
        />
      </Box>
    </Card>
  );
};

/** The second pair, for hosts that can use one. */
export const FallbackFields = ({ form, readOnly }: Props) => {
  const t = useMessages();
  const used = useWatch({ control: form.control, name: 'useFallback' });
  return (
    <Card title={t('hgs.fallback')}>
      <Box sx={column}>
        <Box>
          <Controller
            control={form.control}
            name="useFallback"
            render={({ field }) => (
              <FormControlLabel
                label={t('hgs.fallbackSwitch')}
                control={
                  <Switch
                    size="small"
                    checked={field.value}
                    onChange={field.onChange}
                    onBlur={field.onBlur}
                    disabled={readOnly}
                    slotProps={{ input: { ref: field.ref } }}
                  />
                }
              />
            )}
          />
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {t('hgs.fallbackHelp')}
          </Typography>
        </Box>
        {used && (
          <PairFields
            form={form}
            pair="fallback"
            labels={{
              attestation: t('hgs.fallbackAttestationUrl'),
              key: t('hgs.fallbackKeyUrl'),
              test: t('hgs.fallbackTest'),
            }}
            readOnly={readOnly}
          />
        )}
      </Box>
    </Card>
  );
};

/** Where the disk is that shields existing VMs. It stands outside the form's element: hence its id. */
export const DiskField = ({ form, readOnly, formId }: Props & { readonly formId: string }) => {
  const t = useMessages();
  const path = useWatch({ control: form.control, name: 'shieldingHelperDisk' });
  return (
    <Card title={t('hgs.diskTitle')}>
      <Box sx={{ ...column, paddingTop: 2 }}>
        <Box sx={{ display: 'flex', gap: 3, alignItems: 'flex-start' }}>
          <FormField
            control={form.control}
            name="shieldingHelperDisk"
            label={t('hgs.disk')}
            help={t('hgs.diskHelp')}
            autoComplete="off"
            slotProps={{ input: { readOnly }, htmlInput: { form: formId, spellCheck: false } }}
          />
          {!readOnly && (
            <Button
              variant="outlined"
              disabled={path === ''}
              sx={{ minHeight: 38 }}
              onClick={() => form.setValue('shieldingHelperDisk', '', { shouldDirty: true })}
            >
              {t('hgs.clearDisk')}
            </Button>
          )}
        </Box>
      </Box>
    </Card>
  );
};
