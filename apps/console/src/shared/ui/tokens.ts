/**
 * Every colour of the console, once, in both themes. One accent; colour otherwise means status.
 * Text is AA (4.5:1) on the three surfaces, shapes and field outlines 3:1; `tokens.test.ts` checks.
 */
export interface Tokens {
  readonly surface: { readonly page: string; readonly card: string; readonly sunken: string };
  readonly text: { readonly primary: string; readonly secondary: string };
  readonly line: { readonly divider: string; readonly outline: string };
  readonly accent: { readonly main: string; readonly on: string; readonly tint: string };
  readonly status: {
    readonly ok: string;
    readonly warning: string;
    readonly error: string;
    readonly unknown: string;
    readonly stale: string;
    readonly pending: string;
    readonly maintenance: string;
  };
}

export const light: Tokens = {
  surface: { page: '#f5f6f8', card: '#ffffff', sunken: '#eceef2' },
  text: { primary: '#1a1f26', secondary: '#525b67' },
  line: { divider: '#d8dce3', outline: '#78828f' },
  accent: { main: '#2251cc', on: '#ffffff', tint: '#e4ebfb' },
  status: {
    ok: '#16703a',
    warning: '#855500',
    error: '#bd1e2c',
    unknown: '#525b67',
    stale: '#6c3fb0',
    pending: '#0b6477',
    maintenance: '#525b67',
  },
};

export const dark: Tokens = {
  surface: { page: '#0f1217', card: '#171b22', sunken: '#1f242d' },
  text: { primary: '#e7eaef', secondary: '#a3acb9' },
  line: { divider: '#2b323c', outline: '#77828f' },
  accent: { main: '#8fb2ff', on: '#0b1430', tint: '#1e2b49' },
  status: {
    ok: '#56c98d',
    warning: '#e5b64a',
    error: '#ff8580',
    unknown: '#a3acb9',
    stale: '#c7a3ff',
    pending: '#66cfe0',
    maintenance: '#a3acb9',
  },
};
