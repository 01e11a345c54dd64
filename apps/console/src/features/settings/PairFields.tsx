import { type HgsPair, hgsPair, hgsSettingsRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useWatch } from 'react-hook-form';
import { useCall } from '../../shared/api/queries.ts';
import { FormField } from '../../shared/ui/FormField.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { useMessages } from './messages.ts';
import { PairAnswer } from './PairAnswer.tsx';
import type { SettingsFormReturn } from './use-settings-form.ts';

interface Props {
  readonly form: SettingsFormReturn;
  readonly pair: 'primary' | 'fallback';
  readonly labels: { readonly attestation: string; readonly key: string; readonly test: string };
  readonly readOnly: boolean;
}

const samePair = (a: HgsPair, b: HgsPair | undefined): boolean =>
  a.attestationServerUrl === b?.attestationServerUrl &&
  a.keyProtectionServerUrl === b.keyProtectionServerUrl;

/** Both URLs of one HGS, and a test whose answer stays as long as it is about these URLs. */
export const PairFields = ({ form, pair, labels, readOnly }: Props) => {
  const t = useMessages();
  const typed = useWatch({ control: form.control, name: pair });
  const test = useCall(hgsSettingsRoutes.testHgsPair);
  const parsed = hgsPair.safeParse(typed);
  const current = parsed.success && samePair(parsed.data, test.variables?.body);
  const run = async () => {
    await form.trigger([`${pair}.attestationServerUrl`, `${pair}.keyProtectionServerUrl`]);
    if (parsed.success) test.mutate({ body: parsed.data });
  };
  const input = { readOnly };
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 4 }}>
      <FormField
        control={form.control}
        name={`${pair}.attestationServerUrl`}
        label={labels.attestation}
        help={t('hgs.attestationExample')}
        autoComplete="off"
        slotProps={{ input, htmlInput: { spellCheck: false, inputMode: 'url' } }}
      />
      <FormField
        control={form.control}
        name={`${pair}.keyProtectionServerUrl`}
        label={labels.key}
        help={t('hgs.keyExample')}
        autoComplete="off"
        slotProps={{ input, htmlInput: { spellCheck: false, inputMode: 'url' } }}
      />
      <Box sx={{ display: 'flex', gap: 3, alignItems: 'center' }}>
        <Button
          variant="outlined"
          disabled={test.isPending}
          onClick={() => {
            run().catch(() => {});
          }}
        >
          {labels.test}
        </Button>
        {test.isPending && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {t('answer.testing')}
          </Typography>
        )}
      </Box>
      <Box role="status" sx={{ '&:empty': { marginTop: -4 } }}>
        {current && test.data !== undefined && <PairAnswer answer={test.data} />}
      </Box>
      {current && test.error !== null && <ProblemNotice error={test.error} />}
    </Box>
  );
};
