import { type Baseline, type Boot, rolloutRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { useChange } from '../../../shared/api/use-change.ts';
import { usePermission } from '../../../shared/session/session.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Page } from '../../../shared/ui/Page.tsx';
import { Empty, ProblemNotice, Shown } from '../../../shared/ui/states.tsx';
import { clearDraft, useDraftState } from '../../../shared/ui/use-draft.ts';
import { BootField } from '../baselines/CaptureDialog.tsx';
import { useMessages } from '../messages.ts';
import { useAddress } from '../use-address.ts';

const draft = 'rollout';

interface Props {
  readonly boots: readonly Boot[];
  readonly baselines: readonly Baseline[];
}

interface Form {
  readonly name: string;
  readonly baseline: string;
  readonly note: string;
  readonly autoRetire: boolean;
}

/** Canary and baseline are in the address, so that a link from a refusal fills them in. */
const Plan = ({ boots, baselines }: Props) => {
  const t = useMessages();
  const navigate = useNavigate();
  const [{ log, old }, change] = useAddress('log', 'old');
  const [form, set] = useDraftState<Form>(draft, {
    name: '',
    baseline: '',
    note: '',
    autoRetire: false,
  });
  const plan = useChange(rolloutRoutes.planRollout, {
    closed: ({ id }) => {
      clearDraft(draft);
      navigate({ to: '/rollouts/$id', params: { id } }).catch(() => {});
    },
  });
  // A canary is a host that does not boot what is trusted; one that a link names may be any.
  const canaries = boots.filter(
    ({ baseline, proven, eventLog }) => (proven && baseline === null) || eventLog === log,
  );
  const canary = canaries.find(({ eventLog }) => eventLog === log) ?? null;
  const trusted = baselines.filter(({ enabled }) => enabled);
  const former = trusted.find(({ id }) => id === old);
  const ready =
    log !== undefined &&
    former !== undefined &&
    form.name.trim() !== '' &&
    form.baseline.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !plan.isPending) plan.mutate({ body: { ...form, old: former.id, eventLog: log } });
  };
  if (canaries.length === 0 && log === undefined)
    return <Empty title={t('rollouts.form.canary')} hint={t('rollouts.form.none')} />;
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 4, maxWidth: 640 }}>
      <BootField
        label={t('rollouts.form.canary')}
        help={t('rollouts.form.canaryHelp')}
        boots={canaries}
        value={canary}
        onChange={(boot) => change({ log: boot?.eventLog })}
      />
      <TextField
        select
        required
        label={t('rollouts.form.old')}
        helperText={t('rollouts.form.oldHelp')}
        value={former?.id ?? ''}
        onChange={(event) => change({ old: event.target.value })}
      >
        {trusted.map(({ id, name, hosts }) => (
          <MenuItem key={id} value={id}>
            {`${name} (${t('baselines.col.hosts').toLowerCase()}: ${hosts})`}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        required
        label={t('rollouts.form.name')}
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 64 } }}
      />
      <TextField
        required
        label={t('rollouts.form.baseline')}
        value={form.baseline}
        onChange={(event) => set({ baseline: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 64 } }}
      />
      <TextField
        label={t('rollouts.form.note')}
        helperText={t('rollouts.form.noteHelp')}
        multiline
        value={form.note}
        onChange={(event) => set({ note: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 2000 } }}
      />
      <div>
        <FormControlLabel
          control={
            <Checkbox
              checked={form.autoRetire}
              onChange={(_event, on) => set({ autoRetire: on })}
            />
          }
          label={t('rollouts.form.auto')}
        />
        <FormHelperText>{t('rollouts.form.autoHelp')}</FormHelperText>
      </div>
      {plan.error !== null && <ProblemNotice error={plan.error} />}
      <Box sx={{ display: 'flex', gap: 2 }}>
        <Button type="submit" variant="contained" disabled={!ready || plan.isPending}>
          {t('rollouts.form.submit')}
        </Button>
        <Button
          onClick={() => {
            navigate({ to: '/rollouts' }).catch(() => {});
          }}
        >
          {t('rollouts.form.cancel')}
        </Button>
      </Box>
    </Box>
  );
};

/** Plans a rollout from the boot of a canary. */
export const PlanRolloutPage = () => {
  const t = useMessages();
  const api = useApi();
  const boots = useQuery(hgsQuery(api, 'listBoots', {}));
  const baselines = useQuery(hgsQuery(api, 'listBaselines', {}));
  const mayWrite = usePermission('hgs.write');
  return (
    <Page title={t('rollouts.form.title')} sentence={t('rollouts.form.sentence')}>
      <Card>
        {mayWrite ? (
          <Shown query={boots}>
            {({ items }) => (
              <Shown query={baselines}>
                {({ items: known }) => <Plan boots={items} baselines={known} />}
              </Shown>
            )}
          </Shown>
        ) : (
          <Typography>{t('readOnly')}</Typography>
        )}
      </Card>
    </Page>
  );
};
