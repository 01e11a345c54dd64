import { MalformedError } from '@gatehouse/bytes';
import { aggregationBit } from './windows-events.ts';

/** A SIPA element: u32 type, u32 size, data; aggregations hold further elements (wbcl.h). */
export interface WindowsElement {
  readonly type: number;
  readonly data: Uint8Array;
  /** Empty unless the type is an aggregation. */
  readonly children: readonly WindowsElement[];
}

/** Is told of elements in order; `start` and `end` are bytes of the data that are read. */
export interface ElementVisitor {
  readonly leaf: (type: number, start: number, end: number) => void;
  /** An aggregation begins, and ends. */
  readonly open?: (type: number) => void;
  readonly close?: () => void;
}

const limits = { depth: 8, elements: 20_000 } as const;
const headSize = 8;
const structure = 'WBCL_ELEMENT';

/**
 * Goes through elements to the last byte, without copies: logs have thousands. Unknown types are
 * told too: the digest of the event covers them. Throws `MalformedError` for an element that leaves
 * its parent.
 */
export function visitWindowsElements(data: Uint8Array, visitor: ElementVisitor): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  visitSiblings({ view, visitor, left: limits.elements }, 0, data.length, 1);
}

interface Visit {
  readonly view: DataView;
  readonly visitor: ElementVisitor;
  left: number;
}

function visitSiblings(visit: Visit, from: number, end: number, depth: number): void {
  const { view, visitor } = visit;
  if (depth > limits.depth)
    throw new MalformedError(structure, from, `nested deeper than ${limits.depth}`);
  for (let at = from; at < end; ) {
    if (visit.left-- === 0)
      throw new MalformedError(structure, at, `more than ${limits.elements} elements`);
    const size = sizeOf(view, at, end);
    const type = view.getUint32(at, true);
    at += headSize;
    if ((type & aggregationBit) === 0) visitor.leaf(type, at, at + size);
    else {
      visitor.open?.(type);
      visitSiblings(visit, at, at + size, depth + 1);
      visitor.close?.();
    }
    at += size;
  }
}

/** Size of the data of the element at `at`, which must not leave its parent. */
function sizeOf(view: DataView, at: number, end: number): number {
  if (end - at < headSize)
    throw new MalformedError(structure, at, `${end - at} bytes are no element`);
  const size = view.getUint32(at + 4, true);
  const left = end - at - headSize;
  if (size > left) throw new MalformedError(structure, at, `has ${size} bytes, ${left} are left`);
  return size;
}

/** The elements as a tree. Throws `MalformedError`. */
export function readWindowsElements(data: Uint8Array): readonly WindowsElement[] {
  const roots: WindowsElement[] = [];
  const open: WindowsElement[][] = [roots];
  visitWindowsElements(data, {
    leaf: (type, start, end) =>
      open.at(-1)?.push({ type, data: data.subarray(start, end), children: [] }),
    open: (type) => {
      const children: WindowsElement[] = [];
      open.at(-1)?.push({ type, data: new Uint8Array(), children });
      open.push(children);
    },
    close: () => open.pop(),
  });
  return roots;
}

/** The elements that are no aggregations, in order. */
export function* leavesOf(elements: readonly WindowsElement[]): Generator<WindowsElement> {
  for (const element of elements)
    if ((element.type & aggregationBit) === 0) yield element;
    else yield* leavesOf(element.children);
}
