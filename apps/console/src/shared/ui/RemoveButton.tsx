import type { byId, hgsRoutes, Route, serverRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useChange } from '../api/use-change.ts';
import { useShared } from '../i18n/i18n.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';

interface Props {
  readonly route: Route<typeof byId>;
  /** The list that shows the change; without it everything shown is read again. */
  readonly list?: keyof typeof serverRoutes | keyof typeof hgsRoutes | undefined;
  readonly id: string;
  readonly name: string;
  /** Instead of "Remove". */
  readonly label?: string | undefined;
  readonly title: string;
  /** What is lost. */
  readonly text: string;
  readonly removed?: (() => void) | undefined;
}

/** Removes after the name has been typed; a refusal is told with what to do about it. */
export const RemoveButton = ({ route, list, id, name, label, title, text, removed }: Props) => {
  const t = useShared();
  const [asking, setAsking] = useState(false);
  const change = useChange(route, {
    list,
    say: () => t('removed', { name }),
    closed: () => {
      setAsking(false);
      removed?.();
    },
  });
  const word = label ?? t('action.remove');
  return (
    <>
      <Button
        aria-label={`${word} ${name}`}
        onClick={() => {
          change.reset();
          setAsking(true);
        }}
      >
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
