import { u16, u32 } from '@gatehouse/bytes';
import {
  tpm2bDigest,
  tpm2bMaxNvBuffer,
  tpm2bName,
  tpmlDigest,
  tpmlDigestValues,
} from '../structures/basic.ts';
import { tpm2bNvPublic } from '../structures/nv.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { command } from './command.ts';

/** Platform Configuration Registers — Part 3 §22 — and non-volatile storage — §31. */
export const storageCommands = {
  pcrRead: command('PCR_Read', 0x17e, {
    parameters: { pcrSelectionIn: tpmlPcrSelection },
    response: { pcrUpdateCounter: u32, pcrSelectionOut: tpmlPcrSelection, pcrValues: tpmlDigest },
  }),
  pcrExtend: command('PCR_Extend', 0x182, {
    handles: ['@pcrHandle'],
    parameters: { digests: tpmlDigestValues },
    effects: ['nv'],
  }),
  pcrReset: command('PCR_Reset', 0x13d, { handles: ['@pcrHandle'], effects: ['nv'] }),
  nvReadPublic: command('NV_ReadPublic', 0x169, {
    handles: ['nvIndex'],
    response: { nvPublic: tpm2bNvPublic, nvName: tpm2bName },
  }),
  nvRead: command('NV_Read', 0x14e, {
    handles: ['@authHandle', 'nvIndex'],
    parameters: { size: u16, offset: u16 },
    response: { data: tpm2bMaxNvBuffer },
  }),
  nvDefineSpace: command('NV_DefineSpace', 0x12a, {
    handles: ['@authHandle'],
    parameters: { auth: tpm2bDigest, publicInfo: tpm2bNvPublic },
    effects: ['nv'],
  }),
  nvUndefineSpace: command('NV_UndefineSpace', 0x122, {
    handles: ['@authHandle', 'nvIndex'],
    effects: ['nv'],
  }),
  nvWrite: command('NV_Write', 0x137, {
    handles: ['@authHandle', 'nvIndex'],
    parameters: { data: tpm2bMaxNvBuffer, offset: u16 },
    effects: ['nv'],
  }),
};
