import type { EventLogInfo } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import type { Ref } from 'react';
import { eventQueryOf, withToken } from './event-filter.ts';
import { useMessages } from './messages.ts';
import { useTyped } from './use-typed.ts';

interface Props {
  readonly info: EventLogInfo;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly findRef: Ref<HTMLInputElement>;
  readonly found: string;
}

const any = '';

/** Words, PCR, type, and whether the digest differs: all of it in one filter, which the address holds. */
export const EventFilterBar = ({ info, filter, onFilter, findRef, found }: Props) => {
  const t = useMessages();
  const [typed, setTyped] = useTyped(filter, onFilter);
  const query = eventQueryOf(filter);
  const set = (key: 'pcr' | 'type' | 'digest', value: string) =>
    onFilter(withToken(filter, key, value === any ? null : value));
  const pcrs = Object.keys(info.pcrEvents).filter((pcr) => pcr !== 'none');
  return (
    <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'center' }}>
      <TextField
        label={t('filter.text')}
        placeholder={t('filter.hint')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        slotProps={{ htmlInput: { ref: findRef } }}
        sx={{ flex: '1 1 240px', maxWidth: 420 }}
      />
      <TextField
        select
        label={t('filter.pcr')}
        value={query.pcr === undefined ? any : String(query.pcr)}
        onChange={(event) => set('pcr', event.target.value)}
        sx={{ width: 220 }}
      >
        <MenuItem value={any}>{t('filter.any')}</MenuItem>
        {pcrs.map((pcr) => (
          <MenuItem key={pcr} value={pcr}>
            {`${pcr} · ${t(`pcrs.uses.${pcr as '0'}`)} (${info.pcrEvents[pcr]})`}
          </MenuItem>
        ))}
        {info.pcrEvents['none'] !== undefined && (
          <MenuItem value="none">{`${t('filter.none')} (${info.pcrEvents['none']})`}</MenuItem>
        )}
      </TextField>
      <TextField
        select
        label={t('filter.type')}
        value={info.types.some(({ typeName }) => typeName === query.type) ? query.type : any}
        onChange={(event) => set('type', event.target.value)}
        sx={{ width: 300 }}
      >
        <MenuItem value={any}>{t('filter.any')}</MenuItem>
        {info.types.map(({ type, typeName, count }) => (
          <MenuItem key={type} value={typeName}>
            {`${typeName} (${count})`}
          </MenuItem>
        ))}
      </TextField>
      <ToggleButton
        value="differs"
        size="small"
        selected={query.digest === 'differs'}
        disabled={info.differing === 0 && query.digest === undefined}
        onChange={() => set('digest', query.digest === undefined ? 'differs' : any)}
      >
        {t('filter.differs', { count: info.differing })}
      </ToggleButton>
      {filter !== '' && <Button onClick={() => onFilter('')}>{t('filter.clear')}</Button>}
      <Box component="span" role="status" sx={{ color: 'text.secondary', fontSize: '0.8125rem' }}>
        {found}
      </Box>
    </Box>
  );
};
