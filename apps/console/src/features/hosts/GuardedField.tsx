import type { HgsSettings } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { type Control, useController } from 'react-hook-form';
import type { TypedHosts } from './add-hosts-form.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly control: Control<TypedHosts>;
  readonly settings: HgsSettings | undefined;
}

/** Whether the new hosts get the HGS URLs; says so if there are none yet. */
export const GuardedField = ({ control, settings }: Props) => {
  const t = useMessages();
  const helpId = useId();
  const { field } = useController({ control, name: 'guarded' });
  return (
    <Box>
      <FormControlLabel
        control={
          <Checkbox
            checked={field.value}
            onChange={(event) => field.onChange(event.target.checked)}
            onBlur={field.onBlur}
            slotProps={{ input: { 'aria-describedby': helpId } }}
          />
        }
        label={t('form.guarded')}
      />
      <FormHelperText id={helpId}>
        {field.value && settings?.primary === null ? (
          <>
            {t('form.noUrls')}{' '}
            <Link to="/settings/host-guardian-service">{t('form.settings')}</Link>
          </>
        ) : (
          t('form.guardedHelp')
        )}
      </FormHelperText>
    </Box>
  );
};
