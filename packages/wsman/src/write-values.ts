import { element, type Markup, rawXml } from '@gatehouse/xml';
import type { CimObject, CimValue, CimValues } from './cim-instance.ts';
import { ns } from './namespaces.ts';

const typeName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Properties or parameters as elements in the namespace that `prefix` stands for (DSP0230 §7.2.5).
 * `uri` is that namespace: the URI of the class, from which those of embedded instances are made.
 */
export function writeValues(values: CimValues, prefix: string, uri: string): readonly Markup[] {
  return Object.entries(values).flatMap(([name, value]) =>
    writeValue(`${prefix}:${name}`, value, uri),
  );
}

function writeValue(name: string, value: CimValue, uri: string): readonly Markup[] {
  if (value === null) return [element(name, { 'xsi:nil': 'true' })];
  if (value instanceof Uint8Array) return [writeBytes(name, value)];
  if (value instanceof Date)
    return [element(name, {}, element('cim:Datetime', {}, value.toISOString()))];
  if (isList(value)) return value.flatMap((item) => writeValue(name, item, uri));
  if (typeof value === 'object') return [writeEmbedded(name, value, uri)];
  return [element(name, {}, value)];
}

const isList = (value: CimValue): value is readonly CimValue[] => Array.isArray(value);

/** uint8[]: one element a byte; written at once, since a log has tens of thousands. */
function writeBytes(name: string, bytes: Uint8Array): Markup {
  const { markup } = element(name, {}, 0);
  const [start, end] = markup.split('>0<');
  return rawXml([...bytes].map((byte) => `${start}>${byte}<${end}`).join(''));
}

/** An instance written as an element of its class, as Get and Enumerate answer it. */
export function writeInstance(className: string, uri: string, values: CimValues): Markup {
  if (!typeName.test(className)) throw new RangeError(`not a class name: ${className}`);
  return element(
    `p:${className}`,
    { 'xmlns:p': uri, 'xsi:type': `p:${className}_Type` },
    ...writeValues(values, 'p', uri),
  );
}

function writeEmbedded(name: string, value: CimObject, uri: string): Markup {
  if (!typeName.test(value.class)) throw new RangeError(`not a class name: ${value.class}`);
  const embedded = uri.slice(0, uri.lastIndexOf('/') + 1) + value.class;
  return element(
    name,
    { 'xmlns:e': embedded, 'xsi:type': `e:${value.class}_Type` },
    ...writeValues(value.properties, 'e', embedded),
  );
}

/** Declarations of the prefixes that envelopes and values use. */
export const envelopeNamespaces = {
  'xmlns:s': ns.soap,
  'xmlns:a': ns.addressing,
  'xmlns:w': ns.wsman,
  'xmlns:p': ns.microsoft,
  'xmlns:n': ns.enumeration,
  'xmlns:x': ns.transfer,
  'xmlns:rsp': ns.shell,
  'xmlns:cim': ns.cim,
  'xmlns:xsi': ns.instance,
} as const;
