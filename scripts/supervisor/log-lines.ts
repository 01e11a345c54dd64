const levels: Readonly<Record<number, string>> = { 40: 'warning ', 50: 'error ', 60: 'fatal ' };
const colours: Readonly<Record<string, number>> = {
  gatehouse: 36,
  postgres: 34,
  hgs: 35,
  server: 32,
  simulator: 33,
  seed: 33,
  vite: 37,
};

interface LogLine {
  readonly level?: number;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
  readonly req?: { readonly method?: string; readonly path?: string };
  readonly res?: { readonly status?: number };
  readonly responseTime?: number;
}

function parsed(line: string): LogLine | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return null;
  }
}

/** What was asked and how it was answered: `POST /api/hosts: 201, 12 ms`. */
const requestTold = ({ req, res, responseTime }: LogLine): string | null =>
  req?.method === undefined
    ? null
    : `${req.method} ${req.path}: ${res?.status}, ${responseTime} ms`;

/** One line of a child as a person reads it: pino's JSON becomes its message or request, with what failed. */
export function readable(line: string): string {
  const entry = parsed(line);
  if (entry === null) return line;
  const why = entry.err?.message ? `: ${entry.err.message}` : '';
  return `${levels[entry.level ?? 30] ?? ''}${requestTold(entry) ?? entry.msg ?? ''}${why}`;
}

/** Prints lines with the name of who says them, coloured on a terminal. */
export function createPrinter(write: (text: string) => void, coloured: boolean) {
  return (name: string, line: string): void => {
    const padded = name.padEnd(9);
    const prefix = coloured ? `\u001b[${colours[name] ?? 37}m${padded}\u001b[0m` : padded;
    write(`${prefix} ${line}\n`);
  };
}

export type Print = ReturnType<typeof createPrinter>;
