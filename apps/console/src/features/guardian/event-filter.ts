import type { BootEvent } from '@gatehouse/contracts';

/** `pcr:7` tokens and words; all must match. */
export const filterEvents = (
  events: readonly BootEvent[],
  filter: string,
): readonly BootEvent[] => {
  const tokens = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((token) => token !== '');
  if (tokens.length === 0) return events;
  return events.filter((event) => {
    const text = `${event.typeName} ${event.description}`.toLowerCase();
    return tokens.every((token) =>
      token.startsWith('pcr:') ? String(event.pcr) === token.slice(4) : text.includes(token),
    );
  });
};
