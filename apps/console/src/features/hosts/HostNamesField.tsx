import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type Control, useController } from 'react-hook-form';
import type { ReadHosts, TypedHosts } from './add-hosts-form.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly control: Control<TypedHosts>;
  readonly read: ReadHosts;
}

const mostNamed = 5;

/** The pasted names, what was understood of them, and which are managed already. */
export const HostNamesField = ({ control, read }: Props) => {
  const t = useMessages();
  const { field } = useController({ control, name: 'names' });
  const { fresh, known, problem } = read;
  const names = known.slice(0, mostNamed).join(', ') + (known.length > mostNamed ? ', …' : '');
  return (
    <>
      <TextField
        multiline
        minRows={3}
        maxRows={8}
        autoFocus
        label={t('form.names')}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={problem !== null}
        helperText={problem ?? t('form.namesHelp')}
      />
      <Box role="status" sx={{ display: 'grid', gap: 1 }}>
        <Typography variant="body2">
          {t('form.parsed', {
            count: fresh.length,
            first: fresh[0] ?? '',
            last: fresh.at(-1) ?? '',
          })}
        </Typography>
        {known.length > 0 && (
          <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
            {t('form.known', { count: known.length })} {names}
          </Typography>
        )}
      </Box>
    </>
  );
};
