import { absoluteTime, relativeTime } from '../format/format.ts';
import { useNow } from './Now.tsx';

/** "3 min. ago", the exact time with its zone on hover; an em dash for never. */
export const RelativeTime = ({ at }: { readonly at: string | null | undefined }) => {
  const now = useNow();
  if (at === null || at === undefined) return <span>—</span>;
  return (
    <time dateTime={at} title={absoluteTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {relativeTime(at, Math.max(now, Date.parse(at) > now + 10_000 ? now : Date.parse(at)))}
    </time>
  );
};
