import { useNavigate, useSearch } from '@tanstack/react-router';
import type { z } from 'zod';
import { hostSearch } from './search.ts';

type Search = z.infer<typeof hostSearch>;

/** What the address of the host's page holds, and how to change it; Back leads to the tab before. */
export const useHostSearch = () => {
  const search = hostSearch.parse(useSearch({ strict: false }));
  const navigate = useNavigate();
  const onSearch = (changed: Partial<Search>, replace = false) => {
    navigate({ to: '.', search: { ...search, ...changed }, replace }).catch(() => {});
  };
  return { search, onSearch };
};
