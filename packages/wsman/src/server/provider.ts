import type { CimValues } from '../cim-instance.ts';

/** A parameter or selector as it came: text, null, several, or an embedded instance. */
export type ParameterValue =
  | string
  | null
  | readonly ParameterValue[]
  | { readonly class: string; readonly properties: ReadonlyMap<string, ParameterValue> };

export interface IdentifyAnswer {
  readonly productVendor: string;
  /** As Windows says it: `OS: 10.0.20348 SP: 0.0 Stack: 3.0`. */
  readonly productVersion: string;
}

/** Out parameters and the return value of a method. */
export interface MethodResult {
  readonly out: CimValues;
  readonly returnValue: number | bigint;
}

export interface CommandResult {
  readonly stdout: string | Uint8Array;
  readonly stderr: string | Uint8Array;
  readonly exitCode: number;
}

/**
 * What a host can do. Namespaces have slashes (`root/cimv2`) and, like class and method names, are as
 * the client wrote them: compare them without case. Throw `EndpointFault` for anything that fails;
 * `class-missing` when there is no such class.
 */
export interface CimProvider {
  /** All instances of the class; the endpoint applies the WQL filter and the columns. */
  enumerate(className: string, namespace: string): Promise<readonly CimValues[]>;
  /** The instance with these keys, or null; an empty map asks for the only one. */
  get(
    className: string,
    namespace: string,
    selectors: ReadonlyMap<string, string>,
  ): Promise<CimValues | null>;
  invoke(
    className: string,
    namespace: string,
    method: string,
    parameters: ReadonlyMap<string, ParameterValue>,
    selectors: ReadonlyMap<string, string>,
  ): Promise<MethodResult>;
  readonly shell: {
    run(
      command: string,
      args: readonly string[],
      stdin: Uint8Array,
      signal: AbortSignal,
    ): Promise<CommandResult>;
  };
}
