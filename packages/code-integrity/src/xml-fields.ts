import { fromGuid, fromHex, MalformedError, toGuid } from '@gatehouse/bytes';
import type { XmlElement } from '@gatehouse/xml';

/** Refuses with the line; `readXmlPolicy` turns it into the byte. */
export function refuse(element: XmlElement, problem: string): never {
  throw new MalformedError('SiPolicy', 0, `line ${element.line}: ${problem}`);
}

export const attribute = (element: XmlElement, name: string): string | undefined =>
  element.attributes.get(name);

export const required = (element: XmlElement, name: string): string =>
  attribute(element, name) ?? refuse(element, `${element.name} has no attribute ${name}`);

/** VersionExType: one to four parts of 0 to 65535; missing parts are zero. */
export function versionOf(element: XmlElement, text: string): bigint {
  const parts = text.split('.');
  if (parts.length > 4 || parts.some((part) => !/^\d{1,5}$/.test(part) || Number(part) > 0xffff))
    refuse(element, `“${text}” is not a version of up to four parts`);
  return [0, 1, 2, 3].reduce((sum, i) => (sum << 16n) | BigInt(parts[i] ?? 0), 0n);
}

export const optionalVersion = (element: XmlElement, name: string): bigint | undefined => {
  const text = attribute(element, name);
  return text === undefined ? undefined : versionOf(element, text);
};

export function hexOf(element: XmlElement, text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch {
    return refuse(element, `“${text}” is not hexadecimal`);
  }
}

export function guidOf(element: XmlElement): string {
  try {
    return toGuid(fromGuid(element.text.trim()));
  } catch {
    return refuse(element, `“${element.text.trim()}” is not a GUID`);
  }
}

export function numberOf(element: XmlElement, text: string, max: number): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  return value <= max ? value : refuse(element, `“${text}” is not a number from 0 to ${max}`);
}

/** 100 ns since 1601 of an xs:dateTime; without a zone it is UTC. */
export function fileTimeOf(element: XmlElement, text: string): bigint {
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned);
  if (Number.isNaN(time)) refuse(element, `“${text}” is not a date and time`);
  return (BigInt(time) + 11_644_473_600_000n) * 10_000n;
}

/** Where ids lead: index by id, with the line of whoever asks for one that is not there. */
export function indexBy(elements: readonly XmlElement[], what: string) {
  const positions = new Map<string, number>();
  for (const element of elements) {
    const id = required(element, 'ID');
    if (positions.has(id)) refuse(element, `a second ${what} has the ID ${id}`);
    positions.set(id, positions.size);
  }
  return (asker: XmlElement, id: string): number =>
    positions.get(id) ?? refuse(asker, `there is no ${what} with the ID ${id}`);
}
export type Finder = ReturnType<typeof indexBy>;
