import Box from '@mui/material/Box';
import { Card } from '../../shared/ui/Card.tsx';
import { Empty } from '../../shared/ui/states.tsx';
import { ButtonLink } from './ButtonLink.ts';
import { useMessages } from './messages.ts';

/** What to do first in a fabric without hosts: the HGS addresses, then the hosts. */
export const EmptyFabric = ({ configured }: { readonly configured: boolean }) => {
  const t = useMessages();
  return (
    <Card>
      <Empty
        title={configured ? t('beginHostsTitle') : t('begin')}
        hint={configured ? t('beginHosts') : t('beginSettings')}
        action={
          <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
            <ButtonLink
              to="/settings/host-guardian-service"
              variant={configured ? 'outlined' : 'contained'}
            >
              {t('openSettings')}
            </ButtonLink>
            <ButtonLink
              to="/hosts"
              search={{ add: true }}
              variant={configured ? 'contained' : 'outlined'}
            >
              {t('addHosts')}
            </ButtonLink>
          </Box>
        }
      />
    </Card>
  );
};
