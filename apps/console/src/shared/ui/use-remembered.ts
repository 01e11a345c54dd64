import { useState } from 'react';

/**
 * How somebody likes a page in this browser: a width, hidden columns. Nothing that another browser or
 * the server would have to know. `read` makes sense of what is stored, whoever wrote it.
 */
export const useRemembered = <T>(
  key: string,
  read: (stored: string | null) => T,
  write: (value: T) => string,
) => {
  const [value, setValue] = useState(() => read(localStorage.getItem(key)));
  const remember = (next: T) => {
    localStorage.setItem(key, write(next));
    setValue(next);
  };
  return [value, remember] as const;
};
