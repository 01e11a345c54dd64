import { hasNvAttribute, type NvAttribute, permanentHandle } from '@gatehouse/tpm';
import type { NvIndex } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

/** TPM_PT_NV_BUFFER_MAX. */
export const mostNvBytes = 1024;

type Way = Readonly<Record<'owner' | 'platform', NvAttribute>>;
const reading: Way = { owner: 'ownerRead', platform: 'ppRead' };
const writing: Way = { owner: 'ownerWrite', platform: 'ppWrite' };

/**
 * Who authorizes must be let in by the attributes of the index — Part 3 §31.1. Whether the index lets
 * in its own authorization has been decided with that.
 */
function checkWay(authHandle: number | undefined, index: NvIndex, way: Way): void {
  const has = (name: NvAttribute): boolean => hasNvAttribute(index.attributes, name);
  const allowed =
    authHandle === permanentHandle.owner
      ? has(way.owner)
      : authHandle === permanentHandle.platform
        ? has(way.platform)
        : authHandle === index.index;
  if (!allowed) refuse('NV_AUTHORIZATION');
}

export function checkNvRead(authHandle: number | undefined, index: NvIndex): void {
  if (hasNvAttribute(index.attributes, 'readLocked')) refuse('NV_LOCKED');
  checkWay(authHandle, index, reading);
}

export function checkNvReadable(index: NvIndex): void {
  if (!hasNvAttribute(index.attributes, 'written')) refuse('NV_UNINITIALIZED');
}

export function checkNvWrite(authHandle: number | undefined, index: NvIndex): void {
  if (hasNvAttribute(index.attributes, 'writeLocked')) refuse('NV_LOCKED');
  checkWay(authHandle, index, writing);
}

/** A part of the data; refuses one that is not within. */
export function readNv({ data }: NvIndex, size: number, offset: number): Uint8Array {
  if (size > mostNvBytes) refuse('VALUE', 'parameter', 1);
  if (offset > data.length) refuse('VALUE', 'parameter', 2);
  if (size > data.length - offset) refuse('NV_RANGE');
  return data.slice(offset, offset + size);
}
