import ChevronLeft from '@mui/icons-material/ChevronLeft';
import ChevronRight from '@mui/icons-material/ChevronRight';
import OpenInNew from '@mui/icons-material/OpenInNew';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { Link, useLocation } from '@tanstack/react-router';
import { useShared } from '../../shared/i18n/i18n.ts';
import type { NavItem } from './nav-item.ts';

interface Props {
  readonly items: readonly NavItem[];
  readonly folded: boolean;
  readonly onFold?: (folded: boolean) => void;
  readonly onNavigate?: () => void;
}

const itemStyles = {
  display: 'flex',
  alignItems: 'center',
  gap: 3,
  minHeight: 36,
  padding: '0 10px',
  borderRadius: 1,
  color: 'text.secondary',
  textDecoration: 'none',
  fontSize: '0.8125rem',
  fontWeight: 550,
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  '&:hover': { bgcolor: 'surface.sunken', color: 'text.primary' },
  '&[aria-current]': { bgcolor: 'accent.tint', color: 'accent.main' },
  '&:focus-visible': { outlineOffset: -2 },
} as const;

const Label = ({ item, folded }: { readonly item: NavItem; readonly folded: boolean }) => {
  const t = useShared();
  const Icon = item.icon;
  return (
    <>
      <Icon sx={{ fontSize: 20 }} aria-hidden />
      {!folded && (
        <Box component="span" sx={{ flex: 1 }}>
          {item.label}
        </Box>
      )}
      {!folded && item.count !== undefined && item.count > 0 && <span>{item.count}</span>}
      {!folded && item.external === true && (
        <OpenInNew sx={{ fontSize: 14 }} titleAccess={t('shell.externally')} />
      )}
    </>
  );
};

const Entry = ({
  item,
  folded,
  onNavigate,
}: {
  readonly item: NavItem;
  readonly folded: boolean;
  readonly onNavigate?: (() => void) | undefined;
}) => {
  const path = useLocation({ select: (location) => location.pathname });
  const inside = path === item.to || path.startsWith(`${item.to}/`);
  const name = folded ? { 'aria-label': item.label } : {};
  return (
    <li>
      <Tooltip title={folded ? item.label : ''} placement="right">
        {item.external === true ? (
          <Box
            component="a"
            href={item.to}
            target="_blank"
            rel="noreferrer"
            sx={itemStyles}
            {...name}
          >
            <Label item={item} folded={folded} />
          </Box>
        ) : (
          <Box
            component={Link}
            to={item.to}
            onClick={onNavigate}
            aria-current={inside ? 'page' : undefined}
            sx={itemStyles}
            {...name}
          >
            <Label item={item} folded={folded} />
          </Box>
        )}
      </Tooltip>
      {!folded && inside && item.children !== undefined && (
        <Box component="ul" sx={{ listStyle: 'none', padding: 0, margin: '2px 0 4px' }}>
          {item.children.map((child) => (
            <li key={child.to}>
              <Box
                component={Link}
                to={child.to}
                onClick={onNavigate}
                aria-current={path.startsWith(child.to) ? 'page' : undefined}
                sx={{
                  ...itemStyles,
                  minHeight: 32,
                  paddingInlineStart: '42px',
                  fontWeight: 450,
                  '&[aria-current]': { color: 'accent.main', fontWeight: 600 },
                }}
              >
                {child.label}
              </Box>
            </li>
          ))}
        </Box>
      )}
    </li>
  );
};

/** The left rail: only what exists is shown; folds to icons. */
export const Rail = ({ items, folded, onFold, onNavigate }: Props) => {
  const t = useShared();
  return (
    <Box
      component="nav"
      aria-label={t('shell.navigation')}
      sx={{
        width: folded ? 56 : 220,
        height: '100%',
        flexShrink: 0,
        display: 'flex',
        flexDirection: 'column',
        padding: 2,
        borderInlineEnd: 1,
        borderColor: 'divider',
        bgcolor: 'surface.card',
        overflowY: 'auto',
      }}
    >
      <Box
        component="ul"
        sx={{
          listStyle: 'none',
          padding: 0,
          display: 'grid',
          gap: 0.5,
          flex: 1,
          alignContent: 'start',
        }}
      >
        {items.map((item) => (
          <Entry key={item.to} item={item} folded={folded} onNavigate={onNavigate} />
        ))}
      </Box>
      {onFold !== undefined && (
        <IconButton
          aria-label={folded ? t('shell.unfold') : t('shell.fold')}
          onClick={() => onFold(!folded)}
          sx={{ alignSelf: folded ? 'center' : 'flex-end', color: 'text.secondary' }}
        >
          {folded ? <ChevronRight fontSize="small" /> : <ChevronLeft fontSize="small" />}
        </IconButton>
      )}
    </Box>
  );
};
