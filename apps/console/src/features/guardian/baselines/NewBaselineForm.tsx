import { type BaselinePreview, baselineRoutes } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { hgsQuery, useApi } from '../../../shared/api/queries.ts';
import { useChange } from '../../../shared/api/use-change.ts';
import { Card } from '../../../shared/ui/Card.tsx';
import { ProblemNotice } from '../../../shared/ui/states.tsx';
import { clearDraft, useDraftState } from '../../../shared/ui/use-draft.ts';
import { useMessages } from '../messages.ts';

interface Props {
  readonly preview: BaselinePreview;
  /** PCRs that are left out. */
  readonly ignores: readonly number[];
  /** The baseline of which it is to be the next version, if it was asked for. */
  readonly supersedes: string | undefined;
}

interface Form {
  readonly name: string;
  readonly owner: string;
  readonly note: string;
  readonly ignoresReason: string;
  readonly supersedes: string;
  readonly retire: boolean;
}

/** Names the new baseline, and says what it stands beside or supersedes. */
export const NewBaselineForm = ({ preview, ignores, supersedes }: Props) => {
  const t = useMessages();
  const navigate = useNavigate();
  const { data } = useQuery(hgsQuery(useApi(), 'listBaselines', {}));
  const { nearest } = preview;
  const draft = `baseline ${preview.eventLog}`;
  const [form, set] = useDraftState<Form>(draft, {
    name: '',
    owner: '',
    note: '',
    ignoresReason: '',
    supersedes: supersedes ?? (nearest?.matches === false ? nearest.id : ''),
    retire: false,
  });
  const trust = useChange(baselineRoutes.captureBaseline, {
    say: ({ name }) => t('accept.done', { name }),
    closed: ({ id }) => {
      clearDraft(draft);
      navigate({ to: '/baselines/$id', params: { id } }).catch(() => {});
    },
  });
  const former = data?.items.find(({ id }) => id === form.supersedes);
  const retires = form.retire && former?.enabled === true;
  const ready =
    form.name.trim() !== '' && (ignores.length === 0 || form.ignoresReason.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { retire: _, supersedes: old, ...words } = form;
    if (ready && !trust.isPending)
      trust.mutate({
        body: {
          ...words,
          eventLog: preview.eventLog,
          ignores: [...ignores],
          supersedes: old === '' ? null : old,
          retireSuperseded: retires ? t('accept.retireReason', { name: form.name.trim() }) : null,
        },
      });
  };
  const text = (field: 'name' | 'owner' | 'note' | 'ignoresReason', maxLength: number) => ({
    value: form[field],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      set({ [field]: event.target.value }),
    slotProps: { htmlInput: { maxLength } },
  });
  return (
    <Card title={t('accept.form')}>
      <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 4, maxWidth: 640 }}>
        <TextField required label={t('accept.name')} {...text('name', 64)} />
        <TextField
          label={t('accept.owner')}
          helperText={t('baselines.ownerHelp')}
          {...text('owner', 128)}
        />
        <TextField
          label={t('accept.note')}
          helperText={t('accept.noteHelp')}
          multiline
          {...text('note', 2000)}
        />
        {ignores.length > 0 && (
          <TextField
            required
            label={`${t('scope.reason')} (PCR ${ignores.join(', ')})`}
            helperText={t('baselines.reasonHelp')}
            {...text('ignoresReason', 500)}
          />
        )}
        <TextField
          select
          label={t('accept.supersedes')}
          helperText={t('accept.supersedesHelp')}
          value={former === undefined ? '' : form.supersedes}
          onChange={(event) => set({ supersedes: event.target.value })}
        >
          <MenuItem value="">{t('accept.nothing')}</MenuItem>
          {(data?.items ?? []).map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        {former?.enabled === true && (
          <div>
            <FormControlLabel
              control={
                <Checkbox checked={form.retire} onChange={(_event, on) => set({ retire: on })} />
              }
              label={t('accept.retire', { name: former.name })}
            />
            <FormHelperText>{t('accept.retireHelp')}</FormHelperText>
          </div>
        )}
        {trust.error !== null && <ProblemNotice error={trust.error} />}
        <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
          <Button type="submit" variant="contained" disabled={!ready || trust.isPending}>
            {t('accept.submit')}
          </Button>
          {nearest?.matches === false && (
            <Button
              variant="outlined"
              onClick={() => {
                const search = { log: preview.eventLog, old: nearest.id };
                navigate({ to: '/rollouts/new', search }).catch(() => {});
              }}
            >
              {t('accept.rollout')}
            </Button>
          )}
        </Box>
      </Box>
    </Card>
  );
};
