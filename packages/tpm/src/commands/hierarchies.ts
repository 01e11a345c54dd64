import { u32 } from '@gatehouse/bytes';
import { tpm2bDigest, tpmiAlgHashOrNull, tpmiYesNo } from '../structures/basic.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { command } from './command.ts';

/** Hierarchies, dictionary attack protection and PCR allocation — Part 3 §22.5, §24, §25. */
export const hierarchyCommands = {
  hierarchyControl: command('HierarchyControl', 0x121, {
    handles: { '@authHandle': 'hierarchy' },
    parameters: { enable: u32, state: tpmiYesNo },
    effects: ['nv', 'extensive'],
  }),
  setPrimaryPolicy: command('SetPrimaryPolicy', 0x12e, {
    handles: { '@authHandle': 'hierarchyAuth' },
    parameters: { authPolicy: tpm2bDigest, hashAlg: tpmiAlgHashOrNull },
    effects: ['nv'],
  }),
  changePps: command('ChangePPS', 0x125, {
    handles: { '@authHandle': 'platform' },
    effects: ['nv', 'extensive'],
  }),
  changeEps: command('ChangeEPS', 0x124, {
    handles: { '@authHandle': 'platform' },
    effects: ['nv', 'extensive'],
  }),
  clear: command('Clear', 0x126, {
    handles: { '@authHandle': 'clear' },
    effects: ['nv', 'extensive'],
  }),
  clearControl: command('ClearControl', 0x127, {
    handles: { '@auth': 'clear' },
    parameters: { disable: tpmiYesNo },
    effects: ['nv'],
  }),
  hierarchyChangeAuth: command('HierarchyChangeAuth', 0x129, {
    handles: { '@authHandle': 'hierarchyAuth' },
    parameters: { newAuth: tpm2bDigest },
    effects: ['nv'],
  }),
  dictionaryAttackLockReset: command('DictionaryAttackLockReset', 0x139, {
    handles: { '@lockHandle': 'lockout' },
    effects: ['nv'],
  }),
  dictionaryAttackParameters: command('DictionaryAttackParameters', 0x13a, {
    handles: { '@lockHandle': 'lockout' },
    parameters: { newMaxTries: u32, newRecoveryTime: u32, lockoutRecovery: u32 },
    effects: ['nv'],
  }),
  pcrAllocate: command('PCR_Allocate', 0x12b, {
    handles: { '@authHandle': 'platform' },
    parameters: { pcrAllocation: tpmlPcrSelection },
    response: { allocationSuccess: tpmiYesNo, maxPcr: u32, sizeNeeded: u32, sizeAvailable: u32 },
    effects: ['nv'],
  }),
};
