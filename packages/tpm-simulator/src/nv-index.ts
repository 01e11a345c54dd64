import { type NvPublic, nvTypeOf } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';
import type { NvIndex } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

/** The NV index behind a handle; `position` is its place among the command's handles, from 1. */
export const nvIndexOf = ({ persistent }: Machine, handle = 0, position = 1): NvIndex =>
  persistent.nv.get(handle) ?? refuse('HANDLE', 'handle', position);

export const nvPublicOf = ({ index, data, ...area }: NvIndex): NvPublic => ({
  nvIndex: index,
  nameAlg: area.nameAlg,
  attributes: area.attributes,
  authPolicy: area.authPolicy,
  dataSize: data.length,
});

/** An index with neither authorization value nor policy of its own. */
export const plainNvIndex = (index: number, attributes: number, data: Uint8Array): NvIndex => ({
  index,
  nameAlg: 'sha256',
  attributes,
  authPolicy: new Uint8Array(),
  authValue: new Uint8Array(),
  data,
});

export const isCounter = ({ attributes }: NvIndex): boolean => nvTypeOf(attributes) === 'counter';
