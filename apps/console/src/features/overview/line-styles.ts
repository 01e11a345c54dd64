/** A plain list of lines in a card: what, which, when. */
export const listStyles = { listStyle: 'none', margin: 0, padding: 0 } as const;

export const lineStyles = {
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 3,
  alignItems: 'center',
  padding: '6px 0',
  fontSize: '0.8125rem',
  borderTop: 1,
  borderColor: 'divider',
} as const;
