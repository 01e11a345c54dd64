import { attachedSimulatorRoutes, type SimulatorFault } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Page } from '../../shared/ui/Page.tsx';
import { ProblemNotice, Shown } from '../../shared/ui/states.tsx';
import { FaultPicker } from './FaultPicker.tsx';
import { useMessages } from './messages.ts';
import { type HostActions, SimulatedHostCard } from './SimulatedHostCard.tsx';
import { TpmPortCard } from './TpmPortCard.tsx';

/** The simulated fleet: inject a fault, undo it. */
export const SimulatorPage = () => {
  const t = useMessages();
  const query = useQuery({
    ...serverQuery(useApi(), 'listSimulatedHosts', {}),
    refetchInterval: 5000,
  });
  const [fault, setFault] = useState<SimulatorFault>('secure-boot-off');
  const inject = useCall(attachedSimulatorRoutes.injectFault, { onSettled: () => query.refetch() });
  const undo = useCall(attachedSimulatorRoutes.undoFault, { onSettled: () => query.refetch() });
  const port = useQuery({ ...serverQuery(useApi(), 'getTpmPort', {}), refetchInterval: 5000 });
  const openTpm = useCall(attachedSimulatorRoutes.openTpmPort, { onSettled: () => port.refetch() });
  const error = inject.error ?? undo.error ?? openTpm.error;
  const open = port.data?.open ?? null;
  const mayWrite = usePermission('simulator.write');
  const actions: HostActions | null = mayWrite
    ? {
        inject: (name) => inject.mutate({ params: { name }, body: { fault } }),
        undo: (name, undone) => undo.mutate({ params: { name, fault: undone } }),
        openTpm: (name) => openTpm.mutate({ params: { name }, body: { framing: 'swtpm' } }),
      }
    : null;
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      action={mayWrite && <FaultPicker fault={fault} onChange={setFault} />}
    >
      {error !== null && <ProblemNotice error={error} />}
      {open !== null && (
        <TpmPortCard open={open} mayWrite={mayWrite} onChanged={() => port.refetch()} />
      )}
      <Shown query={query}>
        {({ items }) => (
          <Box
            sx={{
              display: 'grid',
              gap: 3,
              gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))',
            }}
          >
            {items.map((host) => (
              <SimulatedHostCard
                key={host.name}
                host={host}
                isOpen={open?.host === host.name}
                actions={actions}
              />
            ))}
          </Box>
        )}
      </Shown>
    </Page>
  );
};
