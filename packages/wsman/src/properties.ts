import { MalformedError } from '@gatehouse/bytes';
import type { CimInstance, CimScalar } from './cim-instance.ts';

/*
 * A property as the type that its class declares. Null and absent are null; anything else that is
 * not of the type throws `MalformedError` with class and property.
 */

export const textProperty = (instance: CimInstance, name: string): string | null =>
  optional(instance, name, asText);

export const numberProperty = (instance: CimInstance, name: string): number | null =>
  optional(instance, name, asNumber);

/** For uint64 and sint64, which a number cannot hold. */
export const bigintProperty = (instance: CimInstance, name: string): bigint | null =>
  optional(instance, name, asBigint);

export const booleanProperty = (instance: CimInstance, name: string): boolean | null =>
  optional(instance, name, asBoolean);

/** Both forms of datetime: ISO 8601 and CIM's `yyyymmddhhmmss.mmmmmm+uuu`. */
export const dateProperty = (instance: CimInstance, name: string): Date | null =>
  optional(instance, name, asDate);

export const instanceProperty = (instance: CimInstance, name: string): CimInstance | null =>
  optional(instance, name, (value) => (typeof value === 'string' ? undefined : value));

export const textsProperty = (instance: CimInstance, name: string): readonly string[] =>
  every(instance, name, asText);

export const numbersProperty = (instance: CimInstance, name: string): readonly number[] =>
  every(instance, name, asNumber);

type Value = Exclude<CimScalar, null>;
type Reader<T> = (value: Value) => T | undefined;

function optional<T>(instance: CimInstance, name: string, read: Reader<T>): T | null {
  const values = instance.properties.get(name) ?? [];
  if (values.length > 1) throw wrong(instance, name, 'has several values');
  return every(instance, name, read)[0] ?? null;
}

function every<T>(instance: CimInstance, name: string, read: Reader<T>): readonly T[] {
  const values = (instance.properties.get(name) ?? []).filter((value) => value !== null);
  return values.map((value) => {
    const found = read(value);
    if (found === undefined) throw wrong(instance, name, `is ${JSON.stringify(value)}`);
    return found;
  });
}

const wrong = ({ className }: CimInstance, name: string, problem: string): MalformedError =>
  new MalformedError(`${className}.${name}`, 0, problem);

const asText = (value: Value): string | undefined =>
  typeof value === 'string' ? value : undefined;

function asNumber(value: Value): number | undefined {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value.trim())) return;
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? undefined : number;
}

const asBigint = (value: Value): bigint | undefined =>
  typeof value === 'string' && /^-?\d{1,20}$/.test(value.trim()) ? BigInt(value) : undefined;

function asBoolean(value: Value): boolean | undefined {
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : undefined;
}

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const cimDate = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-]\d{3})$/;

function asDate(value: Value): Date | undefined {
  if (typeof value !== 'string') return;
  const date = isoDate.test(value) ? new Date(value) : dateOfCim(value);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** DSP0004 §5.2.4: local time, and its minutes east of UTC. */
function dateOfCim(value: string): Date | undefined {
  const parts = cimDate.exec(value)?.slice(1).map(Number);
  if (parts === undefined) return;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0, east = 0] =
    parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute - east, second, micro / 1000));
}
