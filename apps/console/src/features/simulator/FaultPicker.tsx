import {
  faultGroups,
  type SimulatorFault,
  simulatorFault,
  simulatorFaults,
} from '@gatehouse/contracts';
import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';
import { useMessages } from './messages.ts';

interface Props {
  readonly fault: SimulatorFault;
  readonly onChange: (fault: SimulatorFault) => void;
}

/** Every fault, group by group; the options of one group have to stand together. */
const options = faultGroups.flatMap((group) =>
  simulatorFault.options.filter((name) => simulatorFaults[name].group === group),
);

/** The faults by groups; typing narrows them by their words, their id or their group. */
export const FaultPicker = ({ fault, onChange }: Props) => {
  const t = useMessages();
  const groupOf = (name: SimulatorFault) => t(`group.${simulatorFaults[name].group}`);
  const matches = (name: SimulatorFault, words: readonly string[]) => {
    const text = `${t(`name.${name}`)} ${name} ${groupOf(name)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return (
    <Autocomplete
      options={options}
      value={fault}
      onChange={(_, name) => onChange(name)}
      disableClearable
      groupBy={groupOf}
      getOptionLabel={(name) => t(`name.${name}`)}
      filterOptions={(names, { inputValue }) => {
        const words = inputValue.toLowerCase().split(/\s+/).filter(Boolean);
        return names.filter((name) => matches(name, words));
      }}
      noOptionsText={t('noFault')}
      renderInput={(params) => <TextField {...params} label={t('fault')} />}
      sx={{ width: 320, maxWidth: '100%' }}
    />
  );
};
