import { u16, u32, u64 } from '@gatehouse/bytes';
import {
  tpm2bDigest,
  tpm2bEvent,
  tpm2bMaxNvBuffer,
  tpm2bName,
  tpmlDigest,
  tpmlDigestValues,
} from '../structures/basic.ts';
import { tpm2bNvPublic } from '../structures/nv.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { command } from './command.ts';

const authorized = { '@authHandle': 'nvAuth', nvIndex: 'nvIndex' } as const;

/** Platform Configuration Registers — Part 3 §22 — and non-volatile storage — §31. */
export const storageCommands = {
  pcrRead: command('PCR_Read', 0x17e, {
    parameters: { pcrSelectionIn: tpmlPcrSelection },
    response: { pcrUpdateCounter: u32, pcrSelectionOut: tpmlPcrSelection, pcrValues: tpmlDigest },
  }),
  pcrExtend: command('PCR_Extend', 0x182, {
    handles: { '@pcrHandle': 'pcrOrNull' },
    parameters: { digests: tpmlDigestValues },
    effects: ['nv'],
  }),
  pcrEvent: command('PCR_Event', 0x13c, {
    handles: { '@pcrHandle': 'pcrOrNull' },
    parameters: { eventData: tpm2bEvent },
    response: { digests: tpmlDigestValues },
    effects: ['nv'],
  }),
  pcrReset: command('PCR_Reset', 0x13d, { handles: { '@pcrHandle': 'pcr' }, effects: ['nv'] }),
  nvReadPublic: command('NV_ReadPublic', 0x169, {
    handles: { nvIndex: 'nvIndex' },
    response: { nvPublic: tpm2bNvPublic, nvName: tpm2bName },
  }),
  nvRead: command('NV_Read', 0x14e, {
    handles: authorized,
    parameters: { size: u16, offset: u16 },
    response: { data: tpm2bMaxNvBuffer },
  }),
  nvDefineSpace: command('NV_DefineSpace', 0x12a, {
    handles: { '@authHandle': 'provision' },
    parameters: { auth: tpm2bDigest, publicInfo: tpm2bNvPublic },
    effects: ['nv'],
  }),
  nvUndefineSpace: command('NV_UndefineSpace', 0x122, {
    handles: { '@authHandle': 'provision', nvIndex: 'nvIndex' },
    effects: ['nv'],
  }),
  nvUndefineSpaceSpecial: command('NV_UndefineSpaceSpecial', 0x11f, {
    handles: { '!nvIndex': 'nvIndex', '@platform': 'platform' },
    effects: ['nv'],
  }),
  nvWrite: command('NV_Write', 0x137, {
    handles: authorized,
    parameters: { data: tpm2bMaxNvBuffer, offset: u16 },
    effects: ['nv'],
  }),
  nvIncrement: command('NV_Increment', 0x134, { handles: authorized, effects: ['nv'] }),
  nvExtend: command('NV_Extend', 0x136, {
    handles: authorized,
    parameters: { data: tpm2bMaxNvBuffer },
    effects: ['nv'],
  }),
  nvSetBits: command('NV_SetBits', 0x135, {
    handles: authorized,
    parameters: { bits: u64 },
    effects: ['nv'],
  }),
  nvWriteLock: command('NV_WriteLock', 0x138, { handles: authorized, effects: ['nv'] }),
  nvGlobalWriteLock: command('NV_GlobalWriteLock', 0x132, {
    handles: { '@authHandle': 'provision' },
    effects: ['nv'],
  }),
  nvReadLock: command('NV_ReadLock', 0x14f, { handles: authorized, effects: ['nv'] }),
  nvChangeAuth: command('NV_ChangeAuth', 0x13b, {
    handles: { '!nvIndex': 'nvIndex' },
    parameters: { newAuth: tpm2bDigest },
    effects: ['nv'],
  }),
};
