import { responseCode } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { clockInfoOf } from '../machine.ts';
import { refuse } from '../tpm-refusal.ts';

/** Start-up, self test, random numbers and the clock — Part 3 §9, §10, §16, §29. */
export const startupActions: Actions<
  | 'startup'
  | 'shutdown'
  | 'selfTest'
  | 'incrementalSelfTest'
  | 'getTestResult'
  | 'getRandom'
  | 'readClock'
> = {
  startup({ machine }) {
    if (machine.volatile.started) refuse('INITIALIZE');
    machine.volatile.started = true;
    machine.persistent.resetCount += 1;
    return {};
  },
  shutdown() {
    return {};
  },
  selfTest() {
    return {};
  },
  incrementalSelfTest() {
    return { toDoList: [] };
  },
  getTestResult() {
    return { outData: new Uint8Array(), testResult: responseCode.SUCCESS };
  },
  getRandom({ machine, parameters }) {
    return { randomBytes: machine.randomBytes(Math.min(64, parameters.bytesRequested)) };
  },
  readClock({ machine }) {
    const clockInfo = clockInfoOf(machine);
    return { time: BigInt(Math.round(machine.now() - machine.volatile.poweredAt)), clockInfo };
  },
};
