import type { NvPublic } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';
import type { NvIndex } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

/** The NV index behind a handle; `position` is its place among the command's handles, from 1. */
export const nvIndexOf = (
  machine: Machine,
  handle: number | undefined,
  position: number,
): NvIndex =>
  (handle === undefined ? undefined : machine.persistent.nv.get(handle)) ??
  refuse('HANDLE', 'handle', position);

export const nvPublicOf = ({ index, attributes, data }: NvIndex): NvPublic => ({
  nvIndex: index,
  nameAlg: 'sha256',
  attributes,
  authPolicy: new Uint8Array(),
  dataSize: data.length,
});
