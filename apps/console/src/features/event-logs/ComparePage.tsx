import SwapHoriz from '@mui/icons-material/SwapHoriz';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { useQuery } from '@tanstack/react-query';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { shortHash } from '../../shared/format/format.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { Comparison } from './Comparison.tsx';
import { LogPicker } from './LogPicker.tsx';
import { useLogNames } from './log-names.ts';
import { useMessages } from './messages.ts';
import { UploadLog } from './UploadLog.tsx';

/** What the address holds. */
export interface CompareSearch {
  readonly left?: string | undefined;
  readonly right?: string | undefined;
  /** `all`: not only the differences. */
  readonly show?: string | undefined;
  readonly pcr?: string | undefined;
  readonly line?: string | undefined;
}

const digestOf = (word: string | undefined): string | undefined =>
  word !== undefined && /^[0-9a-f]{64}$/.test(word) ? word : undefined;
const pcrOf = (word: string | undefined): string | null =>
  word !== undefined && (word === 'none' || /^(1?\d|2[0-3])$/.test(word)) ? word : null;
const lineOf = (word: string | undefined): number | null =>
  word !== undefined && /^\d{1,6}$/.test(word) ? Number(word) : null;

interface Props {
  readonly search: CompareSearch;
  readonly onSearch: (changed: CompareSearch) => void;
}

const useName = (digest: string | undefined): string => {
  const names = useLogNames();
  const query = useQuery({
    ...hgsQuery(useApi(), 'getEventLogInfo', { params: { digest: digest ?? '' } }),
    enabled: digest !== undefined,
  });
  return query.data === undefined ? shortHash(digest ?? '') : names.short(query.data);
};

/** Two boot logs beside each other: of a baseline and a host, of two hosts, of two files. */
export const ComparePage = ({ search, onSearch }: Props) => {
  const t = useMessages();
  const left = digestOf(search.left);
  const right = digestOf(search.right);
  const names = { left: useName(left), right: useName(right) };
  return (
    <Page title={t('compare.title')} sentence={t('compare.choose')}>
      <Box
        sx={{
          display: 'grid',
          gap: 3,
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) auto minmax(0, 1fr)' },
        }}
      >
        <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
          <LogPicker
            label={t('compare.left')}
            value={left}
            onValue={(digest) => onSearch({ left: digest, line: undefined })}
          />
          <UploadLog
            label={t('compare.upload')}
            onUploaded={(digest) => onSearch({ left: digest, line: undefined })}
          />
        </Box>
        <IconButton
          aria-label={t('compare.swap')}
          disabled={left === undefined && right === undefined}
          onClick={() => onSearch({ left: right, right: left, line: undefined })}
          sx={{ justifySelf: 'center' }}
        >
          <SwapHoriz />
        </IconButton>
        <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
          <LogPicker
            label={t('compare.right')}
            value={right}
            onValue={(digest) => onSearch({ right: digest, line: undefined })}
          />
          <UploadLog
            label={t('compare.upload')}
            onUploaded={(digest) => onSearch({ right: digest, line: undefined })}
          />
        </Box>
      </Box>
      {left !== undefined && right !== undefined && (
        <Comparison
          left={left}
          right={right}
          names={names}
          all={search.show === 'all'}
          pcr={pcrOf(search.pcr)}
          line={lineOf(search.line)}
          onAddress={({ all, pcr, line }) =>
            onSearch({
              ...(all !== undefined && { show: all ? 'all' : undefined }),
              ...(pcr !== undefined && { pcr: pcr ?? undefined }),
              ...(line !== undefined && { line: line === null ? undefined : String(line) }),
            })
          }
        />
      )}
    </Page>
  );
};
