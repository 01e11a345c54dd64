import { useEffect, useRef, useState } from 'react';

const pauseMilliseconds = 250;

/**
 * Text that is typed at once and told after a pause. What comes from outside takes its place, but not the
 * echo of what was told: by then more may have been typed.
 */
export const useTyped = (told: string, onTold: (text: string) => void) => {
  const [typed, setTyped] = useState(told);
  const last = useRef(told);
  useEffect(() => {
    if (told === last.current) return;
    last.current = told;
    setTyped(told);
  }, [told]);
  useEffect(() => {
    if (typed === last.current) return;
    const timer = setTimeout(() => {
      last.current = typed;
      onTold(typed);
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [typed, onTold]);
  return [typed, setTyped] as const;
};
