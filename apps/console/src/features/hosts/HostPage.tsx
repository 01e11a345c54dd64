import type { HostDetail } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, useId } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { AttestationTab } from './AttestationTab.tsx';
import { GuardianServiceTab } from './GuardianServiceTab.tsx';
import { HardwareTab } from './HardwareTab.tsx';
import { HostActions } from './HostActions.tsx';
import { HostJobsTab } from './HostJobsTab.tsx';
import { HistoryTab } from './history/HistoryTab.tsx';
import { MaintenanceButton } from './MaintenanceButton.tsx';
import { useMessages } from './messages.ts';
import { StatusTab } from './StatusTab.tsx';
import { hostTabs } from './search.ts';
import { TpmTab } from './tpm/TpmTab.tsx';
import { useHostSearch } from './use-host-search.ts';

const contents: Readonly<
  Record<(typeof hostTabs)[number], ComponentType<{ readonly host: HostDetail }>>
> = {
  status: StatusTab,
  attestation: AttestationTab,
  'host-guardian-service': GuardianServiceTab,
  tpm: TpmTab,
  hardware: HardwareTab,
  jobs: HostJobsTab,
  history: HistoryTab,
};

const Sentence = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'center' }}>
      <StatusChip status={host.status} />
      {host.since !== null && (
        <span>
          {t('since')} <RelativeTime at={host.since} />
        </span>
      )}
      <span>{host.reason ?? (host.status === 'ok' ? t('healthy') : '')}</span>
    </Box>
  );
};

/** One host: its status, why, and what can be done; each tab has its address. */
export const HostPage = ({ id }: { readonly id: string }) => {
  const t = useMessages();
  const tabsId = useId();
  const { search, onSearch } = useHostSearch();
  const query = useQuery(serverQuery(useApi(), 'getHost', { params: { id } }));
  const tab = search.tab ?? 'status';
  const Content = contents[tab];
  return (
    <Shown query={query}>
      {(host) => (
        <Page title={host.name} sentence={<Sentence host={host} />}>
          <Box
            role="toolbar"
            aria-label={t('toolbar')}
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}
          >
            <HostActions
              hosts={[host]}
              actions={['attest', 'repair', 'apply-code-integrity-policy', 'restart', 'remove']}
            />
            <MaintenanceButton host={host} />
          </Box>
          <Box sx={{ borderBottom: 1, borderColor: 'divider' }}>
            <Tabs
              value={tab}
              onChange={(_event, value: typeof tab) => onSearch({ tab: value })}
              aria-label={t('tabs', { name: host.name })}
              variant="scrollable"
              scrollButtons="auto"
            >
              {hostTabs.map((value) => (
                <Tab
                  key={value}
                  value={value}
                  label={t(`tab.${value}`)}
                  id={`${tabsId}-${value}`}
                  aria-controls={`${tabsId}-panel`}
                />
              ))}
            </Tabs>
          </Box>
          <Box
            role="tabpanel"
            id={`${tabsId}-panel`}
            aria-labelledby={`${tabsId}-${tab}`}
            sx={{ display: 'grid', gap: 4, gridTemplateColumns: 'minmax(0, 1fr)' }}
          >
            <Content key={host.id} host={host} />
          </Box>
        </Page>
      )}
    </Shown>
  );
};
