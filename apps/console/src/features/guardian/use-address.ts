import { useNavigate, useSearch } from '@tanstack/react-router';

/**
 * The words that the address of a page holds, and how to change them: an empty one is left out. Typing
 * does not fill the history; what opens something does, so that Back closes it.
 */
export const useAddress = <const K extends string>(...keys: readonly K[]) => {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const words: { [N in K]?: string } = {};
  for (const key of keys) {
    const word = search[key];
    if (typeof word === 'string') words[key] = word;
  }
  const change = (changed: { readonly [N in K]?: string | undefined }, replace = true): void => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...changed }).filter(([, value]) => value !== ''),
    );
    navigate({ to: '.', search: next, replace }).catch(() => {});
  };
  return [words, change] as const;
};
