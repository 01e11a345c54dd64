import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const NowContext = createContext(0);

/** One clock for all relative times of the page, so that they tick together and cheaply. */
export const NowProvider = ({
  now,
  children,
}: {
  readonly now: () => number;
  readonly children: ReactNode;
}) => {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 10_000);
    return () => clearInterval(timer);
  }, [now]);
  return <NowContext value={at}>{children}</NowContext>;
};

export const useNow = (): number => useContext(NowContext);
