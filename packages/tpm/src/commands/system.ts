import { list, named, u8, u16, u32, u64 } from '@gatehouse/bytes';
import { tpmiEccCurve } from '../algorithms.ts';
import { tpmsClockInfo } from '../structures/attest.ts';
import { tpm2bDigest, tpm2bMaxBuffer, tpm2bSensitiveData, tpmiYesNo } from '../structures/basic.ts';
import { tpmsCapabilityData } from '../structures/capability.ts';
import { tpmtPublicParms } from '../structures/public-area.ts';
import { tpmsAlgorithmDetailEcc } from '../structures/schemes.ts';
import { command } from './command.ts';

/** TPM_SU — Part 2 §6.10. */
const startupType = named('TPM_SU', u16, { clear: 0, state: 1 });

/** TPM_CLOCK_ADJUST — Part 2 §6.7, a signed byte. */
const clockAdjust = named('TPM_CLOCK_ADJUST', u8, {
  noChange: 0,
  fasterFine: 1,
  fasterMedium: 2,
  fasterCoarse: 3,
  slowerCoarse: 0xfd,
  slowerMedium: 0xfe,
  slowerFine: 0xff,
});

const tpmlAlg = list('TPML_ALG', u32, u16, 128);

/** Start-up, self test, capabilities, random numbers and time — Part 3 §9, §10, §14, §16, §29, §30. */
export const systemCommands = {
  startup: command('Startup', 0x144, {
    parameters: { startupType },
    effects: ['nv'],
    sessions: false,
  }),
  shutdown: command('Shutdown', 0x145, {
    parameters: { shutdownType: startupType },
    effects: ['nv'],
  }),
  selfTest: command('SelfTest', 0x143, { parameters: { fullTest: tpmiYesNo }, effects: ['nv'] }),
  incrementalSelfTest: command('IncrementalSelfTest', 0x142, {
    parameters: { toTest: tpmlAlg },
    response: { toDoList: tpmlAlg },
    effects: ['nv'],
  }),
  getTestResult: command('GetTestResult', 0x17c, {
    response: { outData: tpm2bMaxBuffer, testResult: u32 },
  }),
  testParms: command('TestParms', 0x18a, { parameters: { parameters: tpmtPublicParms } }),
  eccParameters: command('ECC_Parameters', 0x178, {
    parameters: { curveId: tpmiEccCurve },
    response: { parameters: tpmsAlgorithmDetailEcc },
  }),
  getCapability: command('GetCapability', 0x17a, {
    parameters: { capability: u32, property: u32, count: u32 },
    response: { moreData: tpmiYesNo, data: tpmsCapabilityData },
  }),
  getRandom: command('GetRandom', 0x17b, {
    parameters: { bytesRequested: u16 },
    response: { randomBytes: tpm2bDigest },
  }),
  stirRandom: command('StirRandom', 0x146, {
    parameters: { inData: tpm2bSensitiveData },
    effects: ['nv'],
  }),
  readClock: command('ReadClock', 0x181, { response: { time: u64, clockInfo: tpmsClockInfo } }),
  clockRateAdjust: command('ClockRateAdjust', 0x130, {
    handles: { '@auth': 'provision' },
    parameters: { rateAdjust: clockAdjust },
  }),
  clockSet: command('ClockSet', 0x128, {
    handles: { '@auth': 'provision' },
    parameters: { newTime: u64 },
    effects: ['nv'],
  }),
};
