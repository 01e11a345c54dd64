import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Api } from '../../shared/api/api.ts';
import { useApi } from '../../shared/api/queries.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** Rows of one request: a log of ten thousand events comes in ten, and is seen from the first on. */
const pageSize = 1000;

/**
 * All pages of a list, one after another: the rows read so far, and the first page with what it says
 * of the whole. What is fixed, as the events of a log are, is read once.
 */
export const useAllPages = <T, P extends Page<T>>(
  key: readonly unknown[],
  read: (
    api: Api,
    page: { limit: number; offset: number },
    signal: AbortSignal,
  ) => Promise<P & Page<T>>,
  { isFixed = false }: { readonly isFixed?: boolean } = {},
) => {
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(api, { limit: pageSize, offset: pageParam }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, { items }) => sum + items.length, 0);
      return last.items.length === 0 || read >= last.total ? undefined : read;
    },
    placeholderData: keepPreviousData,
    staleTime: isFixed ? Number.POSITIVE_INFINITY : 0,
  });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) fetchNextPage().catch(() => {});
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const pages = query.data?.pages;
  const rows = useMemo(
    (): readonly T[] | undefined => pages?.flatMap(({ items }) => items),
    [pages],
  );
  return { query: { ...query, data: rows }, first: pages?.[0] };
};
