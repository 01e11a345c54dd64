import type { HostSummary } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { download, toCsv } from '../../shared/ui/table/csv.ts';
import { FilterField } from '../../shared/ui/table/FilterField.tsx';
import { useMessages } from './messages.ts';

interface Props {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly rows: readonly HostSummary[];
  readonly total: number;
  readonly selected: number;
  readonly onSelectMatching: () => void;
  readonly onClearSelection: () => void;
  /** What else belongs to the list as a whole. */
  readonly tools: ReactNode;
}

const exportCsv = (rows: readonly HostSummary[]) => {
  const cells = rows.map((host) => [
    host.name,
    host.status,
    host.group,
    host.attestation?.status ?? null,
    host.reason,
    host.lastSeen,
  ]);
  const head = ['name', 'status', 'group', 'attestation', 'reason', 'lastSeen'];
  download('hosts.csv', toCsv(head, cells), 'text/csv');
};

/** Filter, how many are shown or selected, and the list as CSV. */
export const HostFilterBar = (props: Props) => {
  const { filter, onFilter, rows, total, selected, onSelectMatching, onClearSelection } = props;
  const t = useMessages();
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
      <FilterField
        label={t('filter')}
        placeholder={t('filterHint')}
        value={filter}
        onChange={onFilter}
      />
      <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
        {selected > 0
          ? t('selected', { count: selected })
          : t('shown', { shown: rows.length, total })}
      </Typography>
      {selected > 0 && selected < rows.length && (
        <Button onClick={onSelectMatching}>{t('selectMatching', { count: rows.length })}</Button>
      )}
      {selected > 0 && <Button onClick={onClearSelection}>{t('clearSelection')}</Button>}
      <Box sx={{ flex: 1 }} />
      {props.tools}
      <Button onClick={() => exportCsv(rows)} disabled={rows.length === 0}>
        {t('csv')}
      </Button>
    </Box>
  );
};
