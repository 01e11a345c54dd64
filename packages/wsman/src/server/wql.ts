import type { CimValue, CimValues } from '../cim-instance.ts';
import { EndpointFault } from './endpoint-fault.ts';

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';
interface Comparison {
  readonly property: string;
  readonly operator: Operator;
  readonly value: string | number | boolean | null;
}

/** `select a, b from C where x = 'y' or z > 1 and w is null`; no parentheses, no `like`. */
export interface WqlQuery {
  /** Null for `*`. */
  readonly columns: readonly string[] | null;
  readonly class: string;
  /** Any of these, each of which is all of its comparisons; empty: every instance. */
  readonly anyOf: readonly (readonly Comparison[])[];
}

const longest = 8192;
const token =
  /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([A-Za-z_][\w]*)|(-?\d+(?:\.\d+)?)|(<>|!=|<=|>=|[=<>,*]))/y;

/** Reads WQL of the simple kind (learn.microsoft.com, "WQL"). Throws `EndpointFault`. */
export function parseWql(text: string): WqlQuery {
  const tokens = new Tokens(text);
  tokens.keyword('select');
  const columns = columnsOf(tokens);
  tokens.keyword('from');
  const className = tokens.name();
  const anyOf: Comparison[][] = [];
  if (tokens.takes('where')) {
    do anyOf.push(allOf(tokens));
    while (tokens.takes('or'));
  }
  tokens.end();
  return { columns, class: className, anyOf };
}

export const matchesWql = (query: WqlQuery, instance: CimValues): boolean =>
  query.anyOf.length === 0 ||
  query.anyOf.some((all) =>
    all.every((each) => compares(each, propertyOf(instance, each.property))),
  );

/** The columns of the query, in the order of the instance. */
export function selectColumns(query: WqlQuery, instance: CimValues): CimValues {
  if (query.columns === null) return instance;
  const wanted = new Set(query.columns.map((column) => column.toLowerCase()));
  return Object.fromEntries(
    Object.entries(instance).filter(([name]) => wanted.has(name.toLowerCase())),
  );
}

function columnsOf(tokens: Tokens): readonly string[] | null {
  if (tokens.takes('*')) return null;
  const columns = [tokens.name()];
  while (tokens.takes(',')) columns.push(tokens.name());
  return columns;
}

function allOf(tokens: Tokens): Comparison[] {
  const all = [comparison(tokens)];
  while (tokens.takes('and')) all.push(comparison(tokens));
  return all;
}

function comparison(tokens: Tokens): Comparison {
  const property = tokens.name();
  if (tokens.takes('is')) {
    const operator = tokens.takes('not') ? '!=' : '=';
    tokens.keyword('null');
    return { property, operator, value: null };
  }
  return { property, operator: tokens.operator(), value: tokens.value() };
}

function propertyOf(instance: CimValues, property: string): CimValue | undefined {
  const key = Object.keys(instance).find((name) => name.toLowerCase() === property.toLowerCase());
  return key === undefined ? undefined : instance[key];
}

function compares({ operator, value }: Comparison, actual: CimValue | undefined): boolean {
  if (value === null || actual === null || actual === undefined)
    return (operator === '=') === ((actual ?? null) === value) && ['=', '!='].includes(operator);
  const order = compare(actual, value);
  return order !== null && orders[operator](order);
}

const orders: Readonly<Record<Operator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Numbers as numbers, everything else as text without case; null where they cannot be compared. */
function compare(actual: CimValue, value: string | number | boolean): number | null {
  if (typeof actual === 'object') return null;
  if (typeof value === 'number') {
    const difference = Number(actual) - value;
    return Number.isNaN(difference) ? null : difference;
  }
  const [a, b] = [String(actual).toLowerCase(), String(value).toLowerCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}

class Tokens {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    if (text.length > longest) throw refused(`longer than ${longest} characters`);
    this.#tokens = [...tokensOf(text)];
  }

  takes(expected: string): boolean {
    const found = this.#tokens[this.#at]?.toLowerCase() === expected;
    if (found) this.#at += 1;
    return found;
  }

  keyword(expected: string): void {
    if (!this.takes(expected)) throw refused(`expected ${expected} ${this.#place()}`);
  }

  name(): string {
    const found = this.#tokens[this.#at];
    if (found === undefined || !/^[A-Za-z_]/.test(found))
      throw refused(`expected a name ${this.#place()}`);
    this.#at += 1;
    return found;
  }

  operator(): Operator {
    const found = this.#tokens[this.#at];
    const known = found === '<>' ? '!=' : found;
    if (known === undefined || !isOperator(known))
      throw refused(`expected a comparison ${this.#place()}`);
    this.#at += 1;
    return known;
  }

  value(): string | number | boolean | null {
    const found = this.#tokens[this.#at] ?? '';
    this.#at += 1;
    if (/^['"]/.test(found)) return found.slice(1, -1).replace(/\\(.)/g, '$1');
    if (/^-?\d/.test(found)) return Number(found);
    const word = { true: true, false: false, null: null }[found.toLowerCase()];
    if (word === undefined) throw refused(`expected a value, not ${JSON.stringify(found)}`);
    return word;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw refused(`unexpected ${this.#place()}`);
  }

  #place(): string {
    const found = this.#tokens[this.#at];
    return found === undefined ? 'at the end' : `at ${JSON.stringify(found)}`;
  }
}

const isOperator = (text: string): text is Operator => Object.hasOwn(orders, text);

function* tokensOf(text: string): Generator<string> {
  const scanner = new RegExp(token);
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = scanner.lastIndex) {
    scanner.lastIndex = at;
    const match = scanner.exec(text);
    if (match === null) throw refused(`cannot be read at character ${at}`);
    yield match[0].trim();
  }
}

const refused = (problem: string): EndpointFault =>
  new EndpointFault('cannot-process-filter', `WQL query: ${problem}.`);
