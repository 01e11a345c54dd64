import { monospace } from '../theme.ts';

/** Rows, header and their states; used by lists and by the status tree. */
export const tableStyles = {
  width: '100%',
  borderCollapse: 'separate',
  borderSpacing: 0,
  tableLayout: 'fixed',
  fontSize: '0.8125rem',
  '&:focus-visible': { outline: 'none' },
  '& th': {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    height: 34,
    padding: '0 8px',
    bgcolor: 'surface.card',
    borderBottom: 1,
    borderColor: 'divider',
    textAlign: 'start',
    fontWeight: 550,
    fontSize: '0.75rem',
    color: 'text.secondary',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '& td': {
    padding: '0 8px',
    borderBottom: 1,
    borderColor: 'divider',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& th:first-of-type, & td:first-of-type': { paddingInlineStart: '12px' },
  '& tbody tr[data-opens]': { cursor: 'pointer' },
  '& tbody tr:hover': { bgcolor: 'surface.sunken' },
  '& tbody tr[aria-selected=true], & tbody tr[data-current=true]': { bgcolor: 'accent.tint' },
  '& tbody tr[data-current=true] td:first-of-type': {
    boxShadow: 'inset 2px 0 0 var(--gh-palette-accent-main)',
  },
  '&:focus-visible tbody tr[data-active=true]': {
    outline: '2px solid var(--gh-palette-accent-main)',
    outlineOffset: -2,
  },
  '& code': { fontFamily: monospace, fontSize: '0.75rem' },
} as const;
