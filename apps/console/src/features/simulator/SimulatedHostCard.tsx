import type { SimulatedHost, SimulatorFault } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Card } from '../../shared/ui/Card.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

/** What may be done to the host of this name. */
export interface HostActions {
  /** Injects the fault that is picked. */
  readonly inject: (name: string) => void;
  readonly undo: (name: string, fault: SimulatorFault) => void;
  readonly openTpm: (name: string) => void;
}

interface Props {
  readonly host: SimulatedHost;
  /** Whether its TPM is open to tools. */
  readonly isOpen: boolean;
  /** Null for who may only look. */
  readonly actions: HostActions | null;
}

/** As the host itself sees it: without an answer of HGS yet, nothing is known. */
const statusOf = ({ power, faults, attestationStatus }: SimulatedHost) => {
  if (power !== 'on') return 'unknown';
  if (faults.length > 0) return 'warning';
  if (attestationStatus === 'Passed') return 'ok';
  return attestationStatus === 'NotConfigured' ? 'unknown' : 'error';
};

/** A simulated host: its state, its TPM, its faults, and what may be done to it. */
export const SimulatedHostCard = ({ host, isOpen, actions }: Props) => {
  const t = useMessages();
  const words = useWords();
  const { name, faults, power, tpm } = host;
  return (
    <Card
      title={name}
      action={
        actions && (
          <Button aria-label={t('injectOn', { name })} onClick={() => actions.inject(name)}>
            {t('inject')}
          </Button>
        )
      }
    >
      <StatusChip
        status={statusOf(host)}
        word={`${t(`power.${power}`)} · ${words.attestation(host.attestationStatus)}`}
      />
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, fontSize: '0.8125rem' }}>
        <span>{t(`tpm.${tpm}`)}</span>
        {actions && tpm !== 'tpm-1.2' && !isOpen && (
          <Button aria-label={t('tpmPort.openOf', { name })} onClick={() => actions.openTpm(name)}>
            {t('tpmPort.open')}
          </Button>
        )}
      </Box>
      {faults.map((fault) =>
        actions ? (
          <Button
            key={fault}
            color="warning"
            sx={{ display: 'block', whiteSpace: 'normal', textAlign: 'start' }}
            onClick={() => actions.undo(name, fault)}
          >
            {t('undo', { fault: t(`name.${fault}`) })}
          </Button>
        ) : (
          <Box key={fault} sx={{ fontSize: '0.8125rem' }}>
            {t(`name.${fault}`)}
          </Box>
        ),
      )}
    </Card>
  );
};
