import type { ReactNode } from 'react';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { Empty, Shown } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';

interface Props<T> {
  readonly title: string;
  readonly sentence: string;
  readonly action?: ReactNode;
  /** What has to be seen before the list. */
  readonly notice?: ReactNode;
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
  readonly children?: ReactNode;
}

/** A page that lists one kind of what HGS trusts. */
export const TrustPage = <T,>(props: Props<T>) => (
  <Page title={props.title} sentence={props.sentence} action={props.action}>
    {props.notice}
    <Card flush>
      <Shown query={props.query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={props.empty} hint={props.emptyHint} action={props.action} />
          ) : (
            <DataTable
              label={props.title}
              columns={props.columns}
              rows={items}
              rowKey={props.rowKey}
              rowName={props.rowName}
            />
          )
        }
      </Shown>
    </Card>
    {props.children}
  </Page>
);
