import type { EventDetail } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { monospace } from '../../shared/ui/theme.ts';
import { useMessages } from './messages.ts';

type Branch = readonly EventDetail[] | { readonly [name: string]: EventDetail };

const isBranch = (value: EventDetail): value is Branch =>
  typeof value === 'object' && value !== null;

const isList = (value: Branch): value is readonly EventDetail[] => Array.isArray(value);

const textOf = (value: EventDetail | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** `CN` of a name, or all of it. */
const commonName = (name: string): string => /(?:^|, )CN=([^,]*)/.exec(name)?.[1] ?? name;
const dayOf = (instant: string): string => instant.slice(0, 10);

/** What stands for a branch while it is closed: a certificate by its name and validity. */
const useSummary = () => {
  const t = useMessages();
  return (value: Branch): string => {
    if (isList(value)) return t('event.items', { count: value.length });
    const [subject, from, until] = [value['subject'], value['notBefore'], value['notAfter']].map(
      textOf,
    );
    if (subject && from && until)
      return t('event.validUntil', {
        name: commonName(subject),
        from: dayOf(from),
        until: dayOf(until),
      });
    for (const key of ['name', 'what', 'description', 'table', 'type', 'data']) {
      const text = textOf(value[key]);
      if (text !== null) return text.length > 72 ? `${text.slice(0, 72)}…` : text;
    }
    return t('event.items', { count: Object.keys(value).length });
  };
};

/** Lists of text and numbers are read at a glance in one line. */
const inLine = (value: Branch): string | null =>
  isList(value) && value.length > 0 && value.length <= 32 && !value.some(isBranch)
    ? value.join(', ')
    : null;

const Leaf = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <Box component="li" sx={{ display: 'flex', gap: 3 }}>
    <Box component="span" sx={{ color: 'text.secondary', flex: '0 0 auto' }}>
      {name}
    </Box>
    <Box
      component="span"
      sx={{ fontFamily: monospace, fontSize: '0.75rem', overflowWrap: 'anywhere', minWidth: 0 }}
    >
      {value}
    </Box>
  </Box>
);

/** Entries that are drawn before somebody asks for all: a dbx has hundreds. */
const drawn = 64;
/** Branches of this depth are open from the start. */
const openDepth = 3;

const Entries = ({ value, depth }: { readonly value: Branch; readonly depth: number }) => {
  const t = useMessages();
  const [all, setAll] = useState(false);
  const entries = Object.entries(value);
  const shown = all ? entries : entries.slice(0, drawn);
  return (
    <Box
      component="ul"
      sx={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        paddingInlineStart: depth === 0 ? 0 : 4,
        borderInlineStart: depth === 0 ? 0 : 1,
        borderColor: 'divider',
        display: 'grid',
        gap: 0.5,
        fontSize: '0.8125rem',
      }}
    >
      {shown.map(([name, entry]) => (
        <Node key={name} name={name} value={entry} depth={depth + 1} />
      ))}
      {shown.length < entries.length && (
        <li>
          <Button onClick={() => setAll(true)}>{t('event.more', { count: entries.length })}</Button>
        </li>
      )}
    </Box>
  );
};

/** `{name, value}` and `{name, elements}`, as Windows has them: what they hold, under their own name. */
function named(value: Branch): readonly [string, EventDetail] | null {
  if (isList(value) || Object.keys(value).length !== 2) return null;
  const name = textOf(value['name']);
  const held = value['value'] ?? value['elements'];
  return name === null || held === undefined ? null : [name, held];
}

interface NodeProps {
  readonly name: string;
  readonly value: EventDetail;
  readonly depth: number;
}

const Node = (props: NodeProps) => {
  const summaryOf = useSummary();
  const { depth } = props;
  const [name, value] = (isBranch(props.value) ? named(props.value) : null) ?? [
    props.name,
    props.value,
  ];
  if (!isBranch(value)) return <Leaf name={name} value={value === null ? '—' : String(value)} />;
  const line = inLine(value);
  if (line !== null) return <Leaf name={name} value={line} />;
  return (
    <li>
      <details open={depth < openDepth || undefined}>
        <Box
          component="summary"
          sx={{ cursor: 'pointer', borderRadius: 1, '&:hover': { bgcolor: 'surface.sunken' } }}
        >
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {name}
          </Box>{' '}
          {summaryOf(value)}
        </Box>
        <Entries value={value} depth={depth} />
      </details>
    </li>
  );
};

/** Values of an event as a tree of disclosures. */
export const DetailTree = ({ value }: { readonly value: EventDetail }) =>
  isBranch(value) ? (
    <Entries value={value} depth={0} />
  ) : (
    <Box component="span" sx={{ fontFamily: monospace, overflowWrap: 'anywhere' }}>
      {String(value)}
    </Box>
  );
