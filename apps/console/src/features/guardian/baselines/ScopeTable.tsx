import type { BaselineScope, HostStatus } from '@gatehouse/contracts';
import LockOutlined from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { useMessages } from '../messages.ts';

const statusOf: Readonly<Record<BaselineScope['holds'], HostStatus>> = {
  fixed: 'ok',
  ignored: 'unknown',
  'left-out': 'warning',
};

/** `0`, `8–10, 15–23`. */
const rangesOf = (pcrs: readonly number[]): string => {
  const ranges: [number, number][] = [];
  for (const pcr of pcrs) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === pcr - 1) last[1] = pcr;
    else ranges.push([pcr, pcr]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ');
};

interface Props {
  readonly scope: readonly BaselineScope[];
  /** Lets PCRs be left out; absent where nothing can be changed. */
  readonly onLeaveOut?: ((pcrs: readonly number[], leaveOut: boolean) => void) | undefined;
}

/** What a baseline does with every PCR, why, and what it gives up where something is left out. */
export const ScopeTable = ({ scope, onLeaveOut }: Props) => {
  const t = useMessages();
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 2 }}>
        {t('scope.help')}
      </Typography>
      <Box
        component="ul"
        sx={{ listStyle: 'none', padding: 0, margin: 0, display: 'grid', fontSize: '0.8125rem' }}
      >
        {scope.map(({ pcrs, holds, until, what, why, ifIgnored, events }) => (
          <Box
            component="li"
            key={rangesOf(pcrs)}
            sx={{
              display: 'grid',
              gridTemplateColumns: { xs: '1fr', sm: '120px 110px minmax(0, 1fr)' },
              columnGap: 3,
              rowGap: 0.5,
              paddingBlock: 2,
              borderTop: 1,
              borderColor: 'divider',
              alignItems: 'start',
            }}
          >
            <span>PCR {rangesOf(pcrs)}</span>
            <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1 }}>
              <StatusChip status={statusOf[holds]} word={t(`scope.${holds}`)} />
              {holds === 'fixed' && ifIgnored === null && (
                <LockOutlined sx={{ fontSize: 16 }} titleAccess={t('scope.locked')} />
              )}
            </Box>
            <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start', minWidth: 0 }}>
              <span>
                {what}
                {holds === 'fixed' && ` (${t('baselines.events', { count: events })}`}
                {holds === 'fixed' && until === 'boot' && `, ${t('scope.until')}`}
                {holds === 'fixed' && ')'}
              </span>
              <Typography component="span" variant="body2" sx={{ color: 'text.secondary' }}>
                {holds === 'left-out' ? ifIgnored : why}
              </Typography>
              {ifIgnored !== null && onLeaveOut !== undefined && (
                <FormControlLabel
                  control={
                    <Checkbox
                      checked={holds === 'left-out'}
                      onChange={(_event, on) => onLeaveOut(pcrs, on)}
                    />
                  }
                  label={t('scope.leaveOut', { pcrs: rangesOf(pcrs) })}
                  slotProps={{ typography: { variant: 'body2' } }}
                />
              )}
            </Box>
          </Box>
        ))}
      </Box>
    </>
  );
};
