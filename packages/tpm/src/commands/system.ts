import { named, u16, u32, u64 } from '@gatehouse/bytes';
import { tpmsClockInfo } from '../structures/attest.ts';
import { tpm2bDigest, tpmiYesNo } from '../structures/basic.ts';
import { tpmsCapabilityData } from '../structures/capability.ts';
import { command } from './command.ts';

/** TPM_SU — Part 2 §6.10. */
const startupType = named('TPM_SU', u16, { clear: 0, state: 1 });

/** Start-up, capabilities, random numbers and time — Part 3 §9, §16, §29, §30. */
export const systemCommands = {
  startup: command('Startup', 0x144, { parameters: { startupType }, effects: ['nv'] }),
  shutdown: command('Shutdown', 0x145, {
    parameters: { shutdownType: startupType },
    effects: ['nv'],
  }),
  getCapability: command('GetCapability', 0x17a, {
    parameters: { capability: u32, property: u32, count: u32 },
    response: { moreData: tpmiYesNo, data: tpmsCapabilityData },
  }),
  getRandom: command('GetRandom', 0x17b, {
    parameters: { bytesRequested: u16 },
    response: { randomBytes: tpm2bDigest },
  }),
  readClock: command('ReadClock', 0x181, { response: { time: u64, clockInfo: tpmsClockInfo } }),
};
