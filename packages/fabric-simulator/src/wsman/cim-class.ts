import type { CimValues, MethodResult, ParameterValue } from '@gatehouse/wsman/server';
import type { SimulatedHost } from '../host/simulated-host.ts';
import type { HostFiles } from './host-files.ts';

/** What the classes of a host are made from. */
export interface CimHost {
  readonly host: SimulatedHost;
  readonly files: HostFiles;
  /** Runs a task once the answer to this request is on its way. */
  readonly soon: (task: () => void) => void;
}

export type CimMethod = (
  host: CimHost,
  parameters: ReadonlyMap<string, ParameterValue>,
  selectors: ReadonlyMap<string, string>,
) => MethodResult | Promise<MethodResult>;

/** A class as the table of classes has it; names as in Microsoft's documentation. */
export interface CimClassRow {
  readonly namespace: string;
  readonly name: string;
  /** The property that tells instances apart, where there are several. */
  readonly key?: string;
  instances(host: CimHost): readonly CimValues[] | Promise<readonly CimValues[]>;
  readonly methods?: Readonly<Record<string, CimMethod>>;
}

export const returns = (returnValue: number | bigint, out: CimValues = {}): MethodResult => ({
  out,
  returnValue,
});

/** The text of a parameter, or null; names are compared without case. */
export function textOf(
  parameters: ReadonlyMap<string, ParameterValue>,
  name: string,
): string | null {
  const value = parameterOf(parameters, name);
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : null;
}

/** The texts of an array parameter. */
export function textsOf(
  parameters: ReadonlyMap<string, ParameterValue>,
  name: string,
): readonly string[] {
  const value = parameterOf(parameters, name);
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((item) => typeof item === 'string');
}

const parameterOf = (
  parameters: ReadonlyMap<string, ParameterValue>,
  name: string,
): ParameterValue =>
  [...parameters].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null;
