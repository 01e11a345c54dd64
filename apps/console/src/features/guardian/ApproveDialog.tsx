import { type Approval, trustRoutes, type WaitingHost } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { useChange } from '../../shared/api/use-change.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { approvalOf } from './approval-default.ts';
import { useMessages } from './messages.ts';

interface ChoiceProps {
  readonly label: string;
  readonly nameLabel: string;
  readonly help?: string;
  /** Null: not added. */
  readonly value: string | null;
  readonly offered: string;
  readonly onChange: (value: string | null) => void;
}

const NamedChoice = ({ label, nameLabel, help, value, offered, onChange }: ChoiceProps) => (
  <>
    <FormControlLabel
      control={
        <Checkbox
          checked={value !== null}
          onChange={(_event, on) => onChange(on ? offered : null)}
        />
      }
      label={label}
    />
    {value !== null && (
      <TextField
        label={nameLabel}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        helperText={help}
        slotProps={{ htmlInput: { maxLength: 64 } }}
      />
    )}
  </>
);

interface Props {
  readonly host: WaitingHost;
  readonly onClose: () => void;
}

/** Authorises one TPM, and trusts what the administrator ticks. */
export const ApproveDialog = ({ host, onClose }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const titleId = useId();
  const [offered] = useState(() => approvalOf(host));
  const [approval, setApproval] = useState<Approval>(offered);
  const change = (changed: Partial<Approval>) => setApproval((last) => ({ ...last, ...changed }));
  const approve = useChange(trustRoutes.approveWaitingHost, {
    say: () => t('approval.done', { count: 1 }),
    closed: onClose,
  });
  const needsForce = host.certificatePath.outcome !== 'trusted';
  return (
    <Dialog open onClose={onClose} maxWidth="sm" aria-labelledby={titleId}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          approve.mutate({ params: { id: host.id }, body: approval });
        }}
      >
        <DialogTitle id={titleId}>{t('approval.title', { name: host.claimedName })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 3 }}>
          {host.nameAuthorizedForOtherTpm && (
            <Typography role="alert">{t('waiting.exchanged')}</Typography>
          )}
          <TextField
            label={t('approval.name')}
            value={approval.name}
            onChange={(event) => change({ name: event.target.value })}
            sx={{ mt: 1 }}
          />
          {host.log !== null && (
            <NamedChoice
              label={t('approval.addBaseline')}
              nameLabel={t('approval.baselineName')}
              help={t('approval.baselineHelp')}
              value={approval.addBaseline}
              offered={offered.addBaseline ?? `Boot of ${host.claimedName}`.slice(0, 64)}
              onChange={(addBaseline) => change({ addBaseline })}
            />
          )}
          {host.codeIntegrityPolicy !== null && host.codeIntegrityPolicy.trusted === null && (
            <NamedChoice
              label={t('approval.addPolicy', { policy: host.codeIntegrityPolicy.name })}
              nameLabel={t('approval.policyName')}
              value={approval.addCodeIntegrityPolicy}
              offered={offered.addCodeIntegrityPolicy ?? host.codeIntegrityPolicy.name}
              onChange={(addCodeIntegrityPolicy) => change({ addCodeIntegrityPolicy })}
            />
          )}
          {needsForce && (
            <>
              <FormControlLabel
                control={
                  <Checkbox
                    checked={approval.force}
                    onChange={(_event, force) => change({ force })}
                  />
                }
                label={t('approval.force')}
              />
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {t('approval.forceHelp')}
              </Typography>
            </>
          )}
          {approve.error !== null && <ProblemNotice error={approve.error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{shared('action.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            disabled={approve.isPending || (needsForce && !approval.force)}
          >
            {t('approval.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
