/** A PowerShell string literal: single quotes, doubled inside; no expansion. */
export const powershellString = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A POSIX shell word that no shell expands. */
export const shellString = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `'a','b'` over several lines once it is long. */
export const powershellList = (texts: readonly string[]): string => {
  const quoted = texts.map(powershellString);
  return texts.length <= 3 ? quoted.join(', ') : `@(\n  ${quoted.join(',\n  ')}\n)`;
};
