import TextField from '@mui/material/TextField';
import { useEffect, useRef } from 'react';

interface Props {
  readonly label: string;
  /** An example of what can be typed. */
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (filter: string) => void;
}

/** `/` puts the cursor into the filter, unless something is being typed elsewhere. */
const useSlashKey = () => {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element &&
        event.target.closest('input, textarea, [role=dialog]') !== null;
      if (event.key !== '/' || typing) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return field;
};

/** The filter of a list. */
export const FilterField = ({ label, placeholder, value, onChange }: Props) => {
  const field = useSlashKey();
  return (
    <TextField
      inputRef={field}
      label={label}
      placeholder={placeholder ?? ''}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      sx={{ flex: '1 1 240px', maxWidth: 480 }}
    />
  );
};
