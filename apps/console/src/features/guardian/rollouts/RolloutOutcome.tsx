import type { RolloutDetail } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Card } from '../../../shared/ui/Card.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { tableStyles } from '../../../shared/ui/table/table-styles.ts';
import { useMessages } from '../messages.ts';
import { useAddress } from '../use-address.ts';
import { statusOfPlace, totalOf } from './rollout-state.ts';

const places = ['moved', 'waiting', 'strayed', 'unknown'] as const;

/** Where the hosts are: one bar, and its parts in words that filter the list. */
export const RolloutProgress = ({ rollout }: { readonly rollout: RolloutDetail }) => {
  const t = useMessages();
  const [, change] = useAddress('filter');
  const total = Math.max(1, totalOf(rollout));
  return (
    <Card title={t('rollouts.page.progress')}>
      <Box
        aria-hidden
        sx={{
          display: 'flex',
          height: 8,
          borderRadius: 1,
          overflow: 'hidden',
          bgcolor: 'surface.sunken',
          mb: 3,
        }}
      >
        {places.map((place) => (
          <Box
            key={place}
            sx={{
              width: `${(100 * rollout.progress[place]) / total}%`,
              bgcolor: `status.${statusOfPlace[place]}`,
              transition: 'width 150ms',
              '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
            }}
          />
        ))}
      </Box>
      <Box
        component="ul"
        sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1.5 }}
      >
        {places.map((place) => (
          <Box
            component="li"
            key={place}
            sx={{
              display: 'grid',
              gridTemplateColumns: '40px 150px minmax(0, 1fr)',
              columnGap: 2,
              alignItems: 'baseline',
              fontSize: '0.8125rem',
            }}
          >
            <Box component="span" sx={{ textAlign: 'end', fontVariantNumeric: 'tabular-nums' }}>
              {rollout.progress[place]}
            </Box>
            <Box
              component="button"
              type="button"
              onClick={() => change({ filter: `place:${place}` })}
              sx={{
                all: 'unset',
                cursor: 'pointer',
                '&:hover': { textDecoration: 'underline' },
                '&:focus-visible': {
                  outline: '2px solid var(--gh-palette-accent-main)',
                  outlineOffset: 2,
                  borderRadius: 1,
                },
              }}
            >
              <StatusChip status={statusOfPlace[place]} word={t(`rollouts.page.${place}`)} />
            </Box>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {t(`rollouts.page.${place}Help`)}
            </Box>
          </Box>
        ))}
      </Box>
    </Card>
  );
};

const trusts = ['old', 'both', 'new'] as const;

/** How many authorised hosts pass with the old baseline only, both, and the new one only. */
export const RolloutOutcome = ({ rollout }: { readonly rollout: RolloutDetail }) => {
  const t = useMessages();
  const nameOf = {
    old: t('rollouts.page.old', { name: rollout.old.name }),
    both: t('rollouts.page.both'),
    new: t('rollouts.page.new', { name: rollout.new.name }),
  };
  return (
    <Card title={t('rollouts.page.outcome')}>
      <Box component="table" sx={{ ...tableStyles, '& td, & th': { height: 32 } }}>
        <colgroup>
          <col />
          <col style={{ width: 72 }} />
          <col style={{ width: 72 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('rollouts.page.outcomeTrust')}</th>
            <th scope="col" style={{ textAlign: 'end' }}>
              {t('rollouts.page.pass')}
            </th>
            <th scope="col" style={{ textAlign: 'end' }}>
              {t('rollouts.page.fail')}
            </th>
          </tr>
        </thead>
        <tbody>
          {trusts.map((trust) => (
            <tr key={trust}>
              <th scope="row" title={nameOf[trust]} style={{ position: 'static' }}>
                {nameOf[trust]}
              </th>
              <td style={{ textAlign: 'end' }}>{rollout.outcomes[trust].pass}</td>
              <td style={{ textAlign: 'end' }}>{rollout.outcomes[trust].fail}</td>
            </tr>
          ))}
        </tbody>
      </Box>
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 2 }}>
        {`${t('rollouts.page.others')} ${t('rollouts.page.cannotTell')}`}
      </Typography>
    </Card>
  );
};
