import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { type ReactNode, useMemo } from 'react';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import { type Column, sortRows } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { FilterField } from '../../shared/ui/table/FilterField.tsx';
import { filterRows } from '../../shared/ui/table/filter-rows.ts';
import { useMessages } from './messages.ts';
import { useAddress } from './use-address.ts';

interface ListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly rowName: (row: T) => string;
  /** What the filter looks at, by the names that `key:value` uses. */
  readonly fieldsOf: (row: T) => Readonly<Record<string, string>>;
  readonly filterHint?: string;
  readonly current?: string | undefined;
  readonly onOpen?: ((row: T) => void) | undefined;
  /** Pixels of a list that scrolls inside, for long ones. */
  readonly height?: string;
  /** Beside the filter. */
  readonly tools?: ReactNode;
}

interface ToolsProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly hint?: string | undefined;
  /** Null while nothing is known: no figure is shown then. */
  readonly count: { readonly shown: number; readonly total: number } | null;
  readonly children?: ReactNode;
}

/** The filter of a list, and how much of it is shown. */
export const ListTools = ({ filter, onFilter, hint, count, children }: ToolsProps) => {
  const t = useMessages();
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap', padding: 3 }}>
      <FilterField
        label={t('trust.filter')}
        value={filter}
        onChange={onFilter}
        {...(hint !== undefined && { placeholder: hint })}
      />
      <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
        {count !== null && t('trust.shown', { ...count })}
      </Typography>
      {children}
    </Box>
  );
};

/** A list with a filter and a sort that the address holds. */
export const FilteredList = <T,>({
  label,
  rows,
  columns,
  fieldsOf,
  filterHint,
  height,
  tools,
  ...rest
}: ListProps<T>) => {
  const t = useMessages();
  const [{ filter = '', sort = '' }, change] = useAddress('filter', 'sort');
  const shown = useMemo(
    () => sortRows(filterRows(rows, filter, fieldsOf), columns, sort),
    [rows, filter, fieldsOf, columns, sort],
  );
  const table = (
    <DataTable
      label={label}
      columns={columns}
      rows={shown}
      sort={sort}
      onSort={(next) => change({ sort: next })}
      virtual={height !== undefined}
      {...rest}
    />
  );
  return (
    <>
      <ListTools
        filter={filter}
        onFilter={(next) => change({ filter: next })}
        hint={filterHint}
        count={{ shown: shown.length, total: rows.length }}
      >
        {tools}
      </ListTools>
      {shown.length === 0 ? (
        <Empty
          title={t('trust.noMatch')}
          hint={t('trust.noMatchHint')}
          action={
            <Button variant="outlined" onClick={() => change({ filter: '' })}>
              {t('trust.clear')}
            </Button>
          }
        />
      ) : height === undefined ? (
        table
      ) : (
        <Box sx={{ display: 'flex', height }}>{table}</Box>
      )}
    </>
  );
};

interface Props<T> {
  readonly title: string;
  readonly sentence: string;
  readonly action?: ReactNode;
  /** What has to be seen before the list. */
  readonly notice?: ReactNode;
  /** Above the list, for one that hgs filters. */
  readonly tools?: ReactNode;
  readonly empty: string;
  readonly emptyHint: string;
  readonly query: {
    readonly data: { readonly items: readonly T[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly rowName: (row: T) => string;
  /** Gives the list a filter and a sort. */
  readonly fieldsOf?: ListProps<T>['fieldsOf'];
  readonly filterHint?: string;
  readonly onOpen?: (row: T) => void;
  readonly children?: ReactNode;
}

/** A page that lists one kind of what HGS trusts. */
export const TrustPage = <T,>(props: Props<T>) => {
  const { fieldsOf, filterHint, columns, rowKey, rowName, onOpen } = props;
  const shared = { label: props.title, columns, rowKey, rowName, onOpen };
  return (
    <Page title={props.title} sentence={props.sentence} action={props.action}>
      {props.notice}
      <Card flush>
        {props.tools}
        <Shown query={props.query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={props.empty} hint={props.emptyHint} action={props.action} />
            ) : fieldsOf === undefined ? (
              <DataTable rows={items} {...shared} />
            ) : (
              <FilteredList
                rows={items}
                fieldsOf={fieldsOf}
                {...(filterHint !== undefined && { filterHint })}
                {...shared}
              />
            )
          }
        </Shown>
      </Card>
      {props.children}
    </Page>
  );
};
