import type { HostAction } from '@gatehouse/contracts';
import Code from '@mui/icons-material/Code';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useId, useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';
import { ScriptDialog } from '../../shared/ui/ViewScript.tsx';
import { useMessages } from './messages.ts';
import { actionScript } from './scripts.ts';

interface Props {
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  readonly actions: readonly HostAction[];
}

/** *View script* of the toolbar: asks which action, then shows that one for the chosen hosts. */
export const ActionScripts = ({ hosts, actions }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const menuId = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [action, setAction] = useState<HostAction | null>(null);
  const choose = (chosen: HostAction) => {
    setAnchor(null);
    setAction(chosen);
  };
  return (
    <>
      <Button
        startIcon={<Code />}
        disabled={hosts.length === 0}
        aria-haspopup="menu"
        aria-controls={anchor === null ? undefined : menuId}
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {shared('action.viewScript')}
      </Button>
      <Menu
        id={menuId}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ list: { 'aria-label': shared('action.viewScript') } }}
      >
        {actions.map((item) => (
          <MenuItem key={item} onClick={() => choose(item)}>
            {t(`action.${item}`)}
          </MenuItem>
        ))}
      </Menu>
      {action !== null && (
        <ScriptDialog
          script={actionScript(location.origin, action, hosts)}
          onClose={() => setAction(null)}
        />
      )}
    </>
  );
};
