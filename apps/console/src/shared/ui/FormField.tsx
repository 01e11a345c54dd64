import TextField, { type TextFieldProps } from '@mui/material/TextField';
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form';

type Props<T extends FieldValues> = Omit<
  TextFieldProps,
  'name' | 'value' | 'onChange' | 'error'
> & {
  readonly control: Control<T>;
  readonly name: FieldPath<T>;
  readonly label: string;
  /** Its meaning or an example, shown until there is an error to show. */
  readonly help?: string | undefined;
};

/** One field of a form over the contract's schema: label, help or error, connected for readers. */
export const FormField = <T extends FieldValues>({ control, name, help, ...rest }: Props<T>) => {
  const { field, fieldState } = useController({ control, name });
  return (
    <TextField
      {...rest}
      name={field.name}
      value={field.value ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
      inputRef={field.ref}
      error={fieldState.invalid}
      helperText={fieldState.error?.message ?? help}
    />
  );
};
