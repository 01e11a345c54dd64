/** Characters for names: an entry of the audit log holds 512, and has to say how many it leaves out. */
const roomForNames = 460;

/** Hosts in the words of the audit log: the one, or how many and as many names as there is room for. */
export const hostsText = (names: readonly string[]): string => {
  if (names.length === 1) return names[0] ?? '';
  let room = roomForNames;
  const shown = names.filter((name, i) => {
    room -= name.length + (i > 0 ? 2 : 0);
    return room >= 0;
  });
  const more = names.length - shown.length;
  return `${names.length} hosts: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
