import type { AttentionGroup } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link } from '@tanstack/react-router';
import { usePermission } from '../../shared/session/session.ts';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { useWords } from '../../shared/vocabulary/words.ts';
import { ButtonLink } from './ButtonLink.ts';
import { useMessages } from './messages.ts';
import { useRepair } from './use-repair.ts';

const shownNames = 3;

/** Since when the first of them has it. */
const sinceOf = ({ hosts }: AttentionGroup): string | null =>
  hosts.reduce<string | null>(
    (first, { since }) => (since !== null && (first === null || since < first) ? since : first),
    null,
  );

const filterOf = ({ causeCode, status }: AttentionGroup) =>
  causeCode === null ? `status:${status}` : `cause:${causeCode}`;

const Names = ({ hosts }: Pick<AttentionGroup, 'hosts'>) => {
  const t = useMessages();
  const more = hosts.length - shownNames;
  return (
    <span>
      {t('hostCount', { count: hosts.length })}:{' '}
      {hosts.slice(0, shownNames).map((host, index) => (
        <span key={host.id}>
          {index > 0 && ', '}
          <Link to="/hosts/$id" params={{ id: host.id }}>
            {host.name}
          </Link>
        </span>
      ))}
      {more > 0 && ` ${t('more', { count: more })}`}
    </span>
  );
};

const Group = ({ group }: { readonly group: AttentionGroup }) => {
  const t = useMessages();
  const words = useWords();
  const repair = useRepair();
  const mayRepair = usePermission('hosts.repair');
  const cause = group.causeCode === null ? group.cause : words.cause(group.causeCode);
  const since = sinceOf(group);
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'flex-start',
        gap: 3,
        padding: '12px 16px',
        borderTop: 1,
        borderColor: 'divider',
        fontSize: '0.8125rem',
        overflowWrap: 'anywhere',
      }}
    >
      <Box sx={{ width: 88, flexShrink: 0 }}>
        <StatusChip status={group.status} />
      </Box>
      <Box sx={{ flex: '1 1 280px', minWidth: 0, display: 'grid', gap: 1 }}>
        <Box component="h3" sx={{ fontSize: '0.875rem', fontWeight: 600, margin: 0 }}>
          {cause}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2 }}>
          <Names hosts={group.hosts} />
          {since !== null && (
            <Box component="span" sx={{ color: 'text.secondary' }}>
              · {t('since')} <RelativeTime at={since} />
            </Box>
          )}
        </Box>
        {group.remedy !== null && <Box sx={{ color: 'text.secondary' }}>{group.remedy}</Box>}
      </Box>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexShrink: 0 }}>
        {group.repairable && (
          <Button
            variant="outlined"
            disabled={!mayRepair || repair.isPending}
            aria-label={t('repairOf', { cause })}
            onClick={() => repair.run(group.hosts.map(({ id }) => id))}
          >
            {t('repair')}
          </Button>
        )}
        <ButtonLink
          to="/hosts"
          search={{ filter: filterOf(group) }}
          aria-label={t('showOf', { cause })}
        >
          {t('show')}
        </ButtonLink>
      </Box>
    </Box>
  );
};

/** What needs somebody, by cause and worst first, with the action that ends it. */
export const Attention = ({ groups }: { readonly groups: readonly AttentionGroup[] }) => {
  const t = useMessages();
  return (
    <Box
      component="ul"
      aria-label={t('attention')}
      sx={{ listStyle: 'none', margin: 0, padding: 0 }}
    >
      {groups.map((group) => (
        <Group key={`${group.causeCode}${group.status}${group.cause}`} group={group} />
      ))}
    </Box>
  );
};
