import { ByteReader } from '@gatehouse/bytes';
import { aggregationBit } from './windows-events.ts';

/** A SIPA element: u32 type, u32 size, data; aggregations hold further elements (wbcl.h). */
export interface WindowsElement {
  readonly type: number;
  readonly data: Uint8Array;
  /** Empty unless the type is an aggregation. */
  readonly children: readonly WindowsElement[];
}

const limits = { depth: 8, elements: 20_000 } as const;

/**
 * Reads elements to the last byte. Unknown types are kept: the digest of the event covers them.
 * Throws `MalformedError` for an element that leaves its parent.
 */
export function readWindowsElements(data: Uint8Array, base = 0): readonly WindowsElement[] {
  const reader = new ByteReader(data, 'WBCL_ELEMENT', 'little', base);
  return readSiblings(reader, 1, { left: limits.elements });
}

function readSiblings(
  reader: ByteReader,
  depth: number,
  budget: { left: number },
): readonly WindowsElement[] {
  if (depth > limits.depth) reader.fail(`aggregations are nested deeper than ${limits.depth}`);
  const elements: WindowsElement[] = [];
  while (reader.remaining > 0) {
    if (budget.left-- === 0) reader.fail(`more than ${limits.elements} elements`);
    const type = reader.u32();
    const size = reader.u32();
    if ((type & aggregationBit) === 0) {
      elements.push({ type, data: reader.bytes(size), children: [] });
    } else {
      const children = readSiblings(reader.nested(size, 'WBCL_ELEMENT'), depth + 1, budget);
      elements.push({ type, data: new Uint8Array(), children });
    }
  }
  return elements;
}

/** The elements that are no aggregations, in order. */
export function* leavesOf(elements: readonly WindowsElement[]): Generator<WindowsElement> {
  for (const element of elements)
    if ((element.type & aggregationBit) === 0) yield element;
    else yield* leavesOf(element.children);
}
