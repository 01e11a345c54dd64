import { attachedSimulatorRoutes, type TpmPort, type TpmPortFraming } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useCall } from '../../shared/api/queries.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { CopyButton } from '../../shared/ui/CopyButton.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { monospace } from '../../shared/ui/theme.ts';
import { useMessages } from './messages.ts';

const framings: readonly TpmPortFraming[] = ['swtpm', 'mssim'];

const commandOf = ({ framing, port }: TpmPort): string =>
  `tpm2_pcrread -T ${framing}:host=127.0.0.1,port=${port} sha256`;

interface Props {
  readonly open: TpmPort;
  readonly mayWrite: boolean;
  readonly onChanged: () => void;
}

/** The TPM that is open to tools: how to reach it, the other framing, and closing it. */
export const TpmPortCard = ({ open, mayWrite, onChanged }: Props) => {
  const t = useMessages();
  const reopen = useCall(attachedSimulatorRoutes.openTpmPort, { onSettled: onChanged });
  const close = useCall(attachedSimulatorRoutes.closeTpmPort, { onSettled: onChanged });
  const error = reopen.error ?? close.error;
  const params = { name: open.host };
  const command = commandOf(open);
  return (
    <Card
      title={t('tpmPort.title', { name: open.host })}
      action={
        mayWrite && <Button onClick={() => close.mutate({ params })}>{t('tpmPort.close')}</Button>
      }
    >
      {error !== null && <ProblemNotice error={error} />}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'center' }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={open.framing}
          disabled={!mayWrite}
          aria-label={t('tpmPort.framing')}
          onChange={(_event, framing: TpmPortFraming | null) =>
            framing !== null && reopen.mutate({ params, body: { framing } })
          }
        >
          {framings.map((framing) => (
            <ToggleButton key={framing} value={framing}>
              {framing}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', minWidth: 0 }}>
          <Box
            component="code"
            sx={{ fontFamily: monospace, fontSize: '0.75rem', overflowWrap: 'anywhere' }}
          >
            {command}
          </Box>
          <CopyButton text={command} label={t('tpmPort.copy')} />
        </Box>
      </Box>
      <Typography variant="body2" sx={{ color: 'text.secondary', marginTop: 2 }}>
        {t('tpmPort.about')}
      </Typography>
    </Card>
  );
};
