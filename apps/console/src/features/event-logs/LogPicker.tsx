import type { StoredEventLog } from '@gatehouse/contracts';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { shortHash } from '../../shared/format/format.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { useLogNames } from './log-names.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly onValue: (digest: string | undefined) => void;
}

/** Logs that are offered; the others are found by their name. */
const offered = 50;

/** Chooses a stored log by who has it. */
export const LogPicker = ({ label, value, onValue }: Props) => {
  const t = useMessages();
  const names = useLogNames();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text);
  const list = useQuery({
    ...hgsQuery(useApi(), 'listEventLogs', { query: { limit: offered, text: wanted } }),
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery({
    ...hgsQuery(useApi(), 'getEventLogInfo', { params: { digest: value ?? '' } }),
    enabled: value !== undefined,
  });
  const options: readonly StoredEventLog[] = list.data?.items ?? [];
  const current = value === undefined ? null : (chosen.data ?? null);
  return (
    <Autocomplete<StoredEventLog>
      options={options}
      value={current}
      onChange={(_event, next) => onValue(next?.digest)}
      onInputChange={(_event, next, reason) => setText(reason === 'input' ? next : '')}
      getOptionLabel={names.short}
      getOptionKey={({ digest }) => digest}
      isOptionEqualToValue={(a, b) => a.digest === b.digest}
      // The server has looked for the words in all names, not only in the one that is shown.
      filterOptions={(found) => found}
      noOptionsText={t('list.notFound')}
      loading={list.isFetching}
      sx={{ flex: '1 1 280px', minWidth: 0 }}
      renderOption={({ key, ...props }, option) => (
        <Box component="li" key={key} {...props} sx={{ gap: 3, alignItems: 'baseline' }}>
          <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            {names.line(option)}
            <Typography
              component="div"
              variant="caption"
              sx={{ color: 'text.secondary', display: 'flex', gap: 2 }}
            >
              <code>{shortHash(option.digest)}</code>
              <RelativeTime at={option.addedAt} />
            </Typography>
          </Box>
        </Box>
      )}
      renderInput={(params) => (
        <TextField {...params} label={label} placeholder={t('compare.search')} />
      )}
    />
  );
};
