import AccountCircleOutlined from '@mui/icons-material/AccountCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useColorScheme } from '@mui/material/styles';
import { useState } from 'react';
import { useShared } from '../../shared/i18n/i18n.ts';

interface Props {
  readonly username: string;
  readonly role: string;
  readonly onSignOut: () => void;
}

const modes = ['light', 'dark', 'system'] as const;

/** Who is signed in, the theme, and the way out. */
export const UserMenu = ({ username, role, onSignOut }: Props) => {
  const t = useShared();
  const { mode, setMode } = useColorScheme();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        color="inherit"
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={t('shell.user', { name: username })}
        startIcon={<AccountCircleOutlined />}
        sx={{ '& .MuiButton-startIcon': { marginInlineEnd: { xs: 0, sm: 2 } }, minWidth: 40 }}
      >
        <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
          {username}
        </Box>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <Box
          component="li"
          role="none"
          sx={{ padding: '4px 16px 8px', fontSize: '0.8125rem', color: 'text.secondary' }}
        >
          {username} · {role}
        </Box>
        <Divider component="li" role="none" />
        {modes.map((value) => (
          <MenuItem
            key={value}
            role="menuitemradio"
            aria-checked={mode === value}
            selected={mode === value}
            onClick={() => setMode(value)}
          >
            {t('shell.theme')}: {t(`shell.theme_${value}`)}
          </MenuItem>
        ))}
        <Divider component="li" role="none" />
        <MenuItem onClick={onSignOut}>{t('shell.signOut')}</MenuItem>
      </Menu>
    </>
  );
};
