import { attachedSimulatorRoutes, type SimulatorFault } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { ProblemNotice, Shown } from '../../shared/ui/states.tsx';
import { FaultPicker } from './FaultPicker.tsx';
import { useMessages } from './messages.ts';
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
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      action={<FaultPicker fault={fault} onChange={setFault} />}
    >
      {error !== null && <ProblemNotice error={error} />}
      {open !== null && <TpmPortCard open={open} onChanged={() => port.refetch()} />}
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
              <Card
                key={host.name}
                title={host.name}
                action={
                  <Button
                    aria-label={t('injectOn', { name: host.name })}
                    onClick={() => inject.mutate({ params: { name: host.name }, body: { fault } })}
                  >
                    {t('inject')}
                  </Button>
                }
              >
                <StatusChip
                  status={
                    host.power !== 'on' ? 'unknown' : host.faults.length > 0 ? 'warning' : 'ok'
                  }
                  word={`${host.power} · ${host.attestationStatus}`}
                />
                <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, fontSize: '0.8125rem' }}>
                  <span>{t(`tpm.${host.tpm}`)}</span>
                  {host.tpm !== 'tpm-1.2' && open?.host !== host.name && (
                    <Button
                      aria-label={t('tpmPort.openOf', { name: host.name })}
                      onClick={() =>
                        openTpm.mutate({ params: { name: host.name }, body: { framing: 'swtpm' } })
                      }
                    >
                      {t('tpmPort.open')}
                    </Button>
                  )}
                </Box>
                {host.faults.map((name) => (
                  <Button
                    key={name}
                    color="warning"
                    sx={{ display: 'block', whiteSpace: 'normal', textAlign: 'start' }}
                    onClick={() => undo.mutate({ params: { name: host.name, fault: name } })}
                  >
                    {t('undo', { fault: t(`name.${name}`) })}
                  </Button>
                ))}
              </Card>
            ))}
          </Box>
        )}
      </Shown>
    </Page>
  );
};
