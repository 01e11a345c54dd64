import type {
  codeIntegrityPolicyRoutes,
  runAsAccountRoutes,
  serverRoutes,
  userRoutes,
} from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { useMessages } from './messages.ts';
import { useChange } from './use-change.ts';

type Removal =
  | typeof codeIntegrityPolicyRoutes.removeCodeIntegrityPolicy
  | typeof runAsAccountRoutes.removeRunAsAccount
  | typeof userRoutes.removeUser;

interface Props {
  readonly route: Removal;
  readonly list: keyof typeof serverRoutes;
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** Removes after the name has been typed; a refusal is told with what to do about it. */
export const RemoveButton = ({ route, list, id, name, title, text }: Props) => {
  const shared = useShared();
  const t = useMessages();
  const [asking, setAsking] = useState(false);
  const change = useChange(route, {
    list,
    say: () => t('removed', { name }),
    closed: () => setAsking(false),
  });
  const word = shared('action.remove');
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
