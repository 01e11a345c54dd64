import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import { ApproveAllDialog } from './ApproveAllDialog.tsx';
import { ApproveDialog } from './ApproveDialog.tsx';
import { isPlain } from './approval-default.ts';
import { useMessages } from './messages.ts';
import { WaitingCard } from './WaitingCard.tsx';

/** Hosts whose TPM is not authorised yet. */
export const WaitingPage = () => {
  const t = useMessages();
  const query = useQuery(hgsQuery(useApi(), 'listWaitingHosts', {}));
  const mayWrite = usePermission('hgs.write');
  const [approving, setApproving] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const hosts = query.data?.items ?? [];
  const plain = hosts.filter(isPlain);
  const chosen = hosts.find((host) => host.id === approving);
  return (
    <Page
      title={t('waiting.title')}
      sentence={
        query.data === undefined ? undefined : t('waiting.sentence', { count: hosts.length })
      }
      action={
        mayWrite && plain.length > 1 ? (
          <Button variant="contained" onClick={() => setAll(true)}>
            {t('waiting.approveAll', { count: plain.length })}
          </Button>
        ) : undefined
      }
    >
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Empty title={t('waiting.empty')} hint={t('waiting.emptyHint')} />
            </Card>
          ) : (
            <Box
              sx={{
                display: 'grid',
                gap: 4,
                gridTemplateColumns: { xs: '1fr', lg: 'repeat(2, minmax(0, 1fr))' },
              }}
            >
              {items.map((host) => (
                <WaitingCard key={host.id} host={host} onApprove={() => setApproving(host.id)} />
              ))}
            </Box>
          )
        }
      </Shown>
      {chosen !== undefined && <ApproveDialog host={chosen} onClose={() => setApproving(null)} />}
      {all && <ApproveAllDialog hosts={plain} onClose={() => setAll(false)} />}
    </Page>
  );
};
