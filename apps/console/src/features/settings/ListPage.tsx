import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';

interface Props<T> {
  readonly title: string;
  readonly sentence: string;
  /** Word of the button that adds one; null for who may not. */
  readonly add: string | null;
  readonly onAdd: () => void;
  readonly empty: string;
  readonly emptyHint: string;
  readonly query: {
    readonly data: { readonly items: readonly T[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly columns: readonly Column<T>[];
  readonly rowName: (row: T) => string;
  readonly children: ReactNode;
}

/** A page of settings that is a short list, and the dialog that adds to it. */
export const ListPage = <T extends { readonly id: string }>(props: Props<T>) => (
  <Page
    title={props.title}
    sentence={props.sentence}
    action={
      props.add === null ? undefined : (
        <Button variant="contained" onClick={props.onAdd}>
          {props.add}
        </Button>
      )
    }
  >
    <Card flush>
      <Shown query={props.query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={props.empty} hint={props.emptyHint} />
          ) : (
            <DataTable
              label={props.title}
              columns={props.columns}
              rows={items}
              rowKey={(row) => row.id}
              rowName={props.rowName}
            />
          )
        }
      </Shown>
    </Card>
    {props.children}
  </Page>
);
