import { sized, struct, u16, u32, type Value } from '@gatehouse/bytes';
import { tpmiAlgHash } from '../algorithms.ts';
import { tpm2bDigest } from './basic.ts';

/** TPMS_NV_PUBLIC — Part 2 §13.5; `dataSize` in bytes. */
export const tpmsNvPublic = struct('TPMS_NV_PUBLIC', {
  nvIndex: u32,
  nameAlg: tpmiAlgHash,
  attributes: u32,
  authPolicy: tpm2bDigest,
  dataSize: u16,
});
export type NvPublic = Value<typeof tpmsNvPublic>;

/** TPM2B_NV_PUBLIC — Part 2 §13.6. */
export const tpm2bNvPublic = sized('TPM2B_NV_PUBLIC', u16, tpmsNvPublic);
