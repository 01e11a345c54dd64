import type { BootDifference, BootDifferences } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { tableStyles } from '../../shared/ui/table/table-styles.ts';
import { useMessages } from './messages.ts';

/** "driver or option ROM added", "2 firmware volumes changed". */
export const useDifferenceWords = () => {
  const t = useMessages();
  return ({
    kind,
    subject,
    count = 1,
  }: Pick<BootDifference, 'kind' | 'subject'> & { readonly count?: number }): string =>
    t('difference.phrase', {
      subject: t(`difference.subject.${subject}`, { count }),
      kind: t(`difference.${kind}`),
    });
};

const Side = ({ side }: { readonly side: BootDifference['left'] }) => {
  const t = useMessages();
  if (side === null)
    return (
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {t('difference.nothing')}
      </Box>
    );
  return (
    <Box sx={{ display: 'grid', justifyItems: 'start' }}>
      <span>{side.what}</span>
      <Hash value={side.digest} label={side.what} />
    </Box>
  );
};

interface Props {
  readonly differences: BootDifferences;
  /** What the columns are called: `left` and `right` of the differences. */
  readonly left: string;
  readonly right: string;
  /** One below the other, for panes. */
  readonly stacked?: boolean;
}

const Stacked = ({ differences: { rows }, left, right }: Props) => {
  const words = useDifferenceWords();
  return (
    <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 3 }}>
      {rows.map((row) => (
        <Box
          component="li"
          key={`${row.left?.event ?? ''}-${row.right?.event ?? ''}`}
          sx={{ display: 'grid', gap: 1, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}
        >
          <b>{`PCR ${row.pcr}: ${words(row)}`}</b>
          <Facts
            facts={[
              [left, <Side key="left" side={row.left} />],
              [right, <Side key="right" side={row.right} />],
            ]}
          />
        </Box>
      ))}
    </Box>
  );
};

/** What two boots do not share of what a baseline fixes, measurement by measurement. */
export const DifferenceTable = (props: Props) => {
  const t = useMessages();
  const { rows, total } = props.differences;
  if (total === 0) return <Typography variant="body2">{t('difference.same')}</Typography>;
  return (
    <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
      {props.stacked === true ? <Stacked {...props} /> : <Beside {...props} />}
      {total > rows.length && (
        <Typography variant="body2">
          {t('difference.more', { shown: rows.length, total })}
        </Typography>
      )}
    </Box>
  );
};

const Beside = ({ differences: { rows }, left, right }: Props) => {
  const t = useMessages();
  const words = useDifferenceWords();
  return (
    <Box sx={{ overflow: 'auto' }} tabIndex={0} role="region" aria-label={t('difference.title')}>
      <Box
        component="table"
        sx={{
          ...tableStyles,
          minWidth: 560,
          '& td': {
            ...tableStyles['& td'],
            whiteSpace: 'normal',
            overflowWrap: 'anywhere',
            verticalAlign: 'top',
            paddingBlock: 1.5,
          },
        }}
      >
        <colgroup>
          <col style={{ width: 52 }} />
          <col style={{ width: '24%' }} />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('difference.pcr')}</th>
            <th scope="col">{t('difference.kind')}</th>
            <th scope="col">{left}</th>
            <th scope="col">{right}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.left?.event ?? ''}-${row.right?.event ?? ''}`}>
              <td>{row.pcr}</td>
              <td>{words(row)}</td>
              <td>
                <Side side={row.left} />
              </td>
              <td>
                <Side side={row.right} />
              </td>
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  );
};
