import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly label: string;
  readonly help: string;
  /** Id of the policy; empty to leave it as it is. */
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly disabled?: boolean;
}

/** The policies of the library that a host can be given; by default none is touched. */
export const PolicySelect = ({ label, help, value, onChange, disabled = false }: Props) => {
  const t = useMessages();
  const policies = useQuery(serverQuery(useApi(), 'listCodeIntegrityPolicies', { query: {} }));
  const items = (policies.data?.items ?? []).filter((policy) => policy.deployable);
  return (
    <TextField
      select
      label={label}
      helperText={help}
      value={items.some(({ id }) => id === value) ? value : ''}
      onChange={(event) => onChange(event.target.value)}
      disabled={disabled}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{t('form.policyNone')}</MenuItem>
      {items.map((policy) => (
        <MenuItem key={policy.id} value={policy.id}>
          {policy.name}
        </MenuItem>
      ))}
    </TextField>
  );
};
