import type { baselineRoutes, trustRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { useMessages } from './messages.ts';
import { useTrustChange } from './use-trust-change.ts';

type Removal =
  | (typeof baselineRoutes)['removeBaseline']
  | (typeof trustRoutes)[
      | 'removeTpmHost'
      | 'removeTrustedPolicy'
      | 'removeTpmRoot'
      | 'removeDumpKey'];

interface Props {
  readonly route: Removal;
  readonly id: string;
  readonly name: string;
  readonly label?: string | undefined;
  readonly title: string;
  readonly text: string;
}

/** Withdraws trust, after its name has been typed. */
export const RemoveButton = ({ route, id, name, label, title, text }: Props) => {
  const shared = useShared();
  const t = useMessages();
  const [asking, setAsking] = useState(false);
  const change = useTrustChange(route, {
    say: () => t('removed', { name }),
    closed: () => setAsking(false),
  });
  const word = label ?? shared('action.remove');
  return (
    <>
      <Button aria-label={`${word} ${name}`} onClick={() => setAsking(true)}>
        {word}
      </Button>
      {asking && (
        <ConfirmDialog
          title={title}
          confirm={word}
          typed={name}
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate({ params: { id } })}
          onClose={() => setAsking(false)}
        >
          {text}
        </ConfirmDialog>
      )}
    </>
  );
};
