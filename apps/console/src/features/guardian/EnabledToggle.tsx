import type { baselineRoutes, trustRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useChange } from '../../shared/api/use-change.ts';
import { useMessages } from './messages.ts';

interface Props {
  readonly route:
    | (typeof baselineRoutes)['changeBaseline']
    | (typeof trustRoutes)['changeTrustedPolicy'];
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** Stages a baseline or policy in or out; it counts from the next attestation. */
export const EnabledToggle = ({ route, id, name, enabled }: Props) => {
  const t = useMessages();
  const change = useChange(route, {});
  const word = enabled ? t('trust.disable') : t('trust.enable');
  return (
    <Button
      aria-label={`${word} ${name}`}
      disabled={change.isPending}
      onClick={() => change.mutate({ params: { id }, body: { enabled: !enabled } })}
    >
      {word}
    </Button>
  );
};
