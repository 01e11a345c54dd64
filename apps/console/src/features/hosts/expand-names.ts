const mostNames = 1000;

export interface ExpandedNames {
  readonly names: readonly string[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

/** `hv-[0021-0024].fabric.test` → four names; the width of the first number is kept. */
const expandOne = (pattern: string): readonly string[] | string => {
  const range = /\[(\d+)-(\d+)\]/.exec(pattern);
  if (range === null)
    return /[[\]]/.test(pattern) ? `“${pattern}” has a range that is not [from-to].` : [pattern];
  const [whole, from = '', to = ''] = range;
  const [first, last] = [Number(from), Number(to)];
  if (last < first) return `“${pattern}” ends before it begins.`;
  if (last - first >= mostNames) return `“${pattern}” is more than ${mostNames} hosts.`;
  const names: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const rest = expandOne(pattern.replace(whole, String(number).padStart(from.length, '0')));
    if (typeof rest === 'string') return rest;
    names.push(...rest);
    if (names.length > mostNames) return `“${pattern}” is more than ${mostNames} hosts.`;
  }
  return names;
};

/** A pasted list of names and ranges: lines, commas, semicolons or spaces; each name once. */
export const expandNames = (text: string): ExpandedNames => {
  const names = new Set<string>();
  const problems: string[] = [];
  for (const pattern of text.split(/[\s,;]+/).filter((word) => word !== '')) {
    const expanded = expandOne(pattern.toLowerCase());
    if (typeof expanded === 'string') problems.push(expanded);
    else for (const name of expanded) names.add(name);
  }
  if (names.size > mostNames)
    problems.push(`${names.size} hosts; at most ${mostNames} can be added at once.`);
  return { names: [...names], problems };
};
