/**
 * A CIM instance as it is on the wire (DSP0230 §7): XML carries no types, so that a property is
 * text, null, an instance, or several of these; the caller names the type that it expects.
 */
export interface CimInstance {
  readonly className: string;
  /** By property name; a property that was not sent is absent, a null one is `[null]`. */
  readonly properties: ReadonlyMap<string, readonly CimScalar[]>;
}
export type CimScalar = string | null | CimInstance;

/** A value to send; `Date` becomes cim:Datetime, bytes become one element each. */
export type CimValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | CimObject
  | readonly CimValue[];

/** An instance to send; properties in the order of the class's declaration. */
export interface CimObject {
  readonly class: string;
  readonly properties: Readonly<Record<string, CimValue>>;
}

/** Properties or parameters to send, in the order of the declaration. */
export type CimValues = Readonly<Record<string, CimValue>>;

/** Which class: `root/cimv2`, `Win32_Service`. */
export interface CimClass {
  readonly namespace: string;
  readonly class: string;
}
