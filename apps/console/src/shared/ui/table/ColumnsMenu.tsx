import CheckBox from '@mui/icons-material/CheckBox';
import CheckBoxOutlineBlank from '@mui/icons-material/CheckBoxOutlineBlank';
import Button from '@mui/material/Button';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { useShared } from '../../i18n/i18n.ts';
import { useRemembered } from '../use-remembered.ts';
import type { Column } from './column.ts';

/** The columns of a list that somebody has hidden, remembered under the name of the list. */
export const useHiddenColumns = (list: string) =>
  useRemembered<ReadonlySet<string>>(
    `columns:${list}`,
    (stored) => new Set(stored === null || stored === '' ? [] : stored.split(' ')),
    (hidden) => [...hidden].join(' '),
  );

interface Props<T> {
  readonly columns: readonly Column<T>[];
  readonly hidden: ReadonlySet<string>;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}

/** Which columns a list shows; the one that grows, which names the row, always stays. */
export const ColumnsMenu = <T,>({ columns, hidden, onHidden }: Props<T>) => {
  const t = useShared();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    onHidden(next);
  };
  return (
    <>
      <Button aria-haspopup="menu" onClick={(event) => setAnchor(event.currentTarget)}>
        {t('table.columns')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {columns
          .filter((column) => column.grow !== true)
          .map(({ id, header }) => (
            <MenuItem
              key={id}
              dense
              role="menuitemcheckbox"
              aria-checked={!hidden.has(id)}
              onClick={() => toggle(id)}
            >
              <ListItemIcon>
                {hidden.has(id) ? (
                  <CheckBoxOutlineBlank fontSize="small" />
                ) : (
                  <CheckBox fontSize="small" color="primary" />
                )}
              </ListItemIcon>
              <ListItemText>{header}</ListItemText>
            </MenuItem>
          ))}
        <MenuItem dense disabled={hidden.size === 0} onClick={() => onHidden(new Set())}>
          {t('table.allColumns')}
        </MenuItem>
      </Menu>
    </>
  );
};
