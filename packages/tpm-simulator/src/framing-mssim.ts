import { concat } from '@gatehouse/bytes';
import { maxCommandSize } from '@gatehouse/tpm';
import {
  conversation,
  type FramedTpm,
  type Framing,
  mostLocality,
  nothing,
  refusal,
  type Step,
  word,
  wordAt,
} from './framing.ts';

/** TpmTcpProtocol.h of the TPM 2.0 reference implementation (Part 4). */
const signal = {
  powerOn: 1,
  powerOff: 2,
  sendCommand: 8,
  handshake: 15,
  reset: 17,
  restart: 18,
  sessionEnd: 20,
  stop: 21,
} as const;

/** Signals without effect here: physical presence, cancel, NV and key cache on and off. */
const quiet: readonly number[] = [3, 4, 9, 10, 11, 12, 13, 14];

/** What the handshake says: protocol version 1, platform signals available. */
const greeting = concat(word(1), word(1), word(0));

const done = word(0);
const answered = (response: Uint8Array): Uint8Array =>
  concat(word(response.length), response, done);

/** SEND_COMMAND: u8 locality, u32 size, command. */
function commandStep(tpm: FramedTpm, pending: Uint8Array): ReturnType<Step> {
  if (pending.length < 9) return null;
  const locality = pending[4] ?? 0;
  const size = wordAt(pending, 5);
  if (size > maxCommandSize)
    return { used: pending.length, reply: answered(refusal('COMMAND_SIZE')), next: 'close' };
  const used = 9 + size;
  if (pending.length < used) return null;
  const response = async (): Promise<Uint8Array> =>
    locality > mostLocality ? refusal('LOCALITY') : tpm.execute(pending.slice(9, used), locality);
  return { used, reply: response().then(answered) };
}

/** What both ports understand: the ends; anything else closes the connection. */
function endStep(code: number): ReturnType<Step> {
  return { used: 4, reply: nothing, next: code === signal.stop ? 'stop' : 'close' };
}

/**
 * As the reference implementation's simulator: u32 signals, commands with locality and size on the
 * first port, power on the second. A TPM that is on stays as it is at POWER_ON.
 */
export function mssimFraming(tpm: FramedTpm): Framing {
  return {
    command: () =>
      conversation((pending) => {
        if (pending.length < 4) return null;
        const code = wordAt(pending, 0);
        if (code === signal.sendCommand) return commandStep(tpm, pending);
        if (code !== signal.handshake) return endStep(code);
        return pending.length < 8 ? null : { used: 8, reply: greeting };
      }),
    control: () =>
      conversation((pending) => {
        if (pending.length < 4) return null;
        const code = wordAt(pending, 0);
        const resets = code === signal.powerOff || code === signal.reset || code === signal.restart;
        if (resets) tpm.reset();
        const known = resets || code === signal.powerOn || quiet.includes(code);
        return known ? { used: 4, reply: done } : endStep(code);
      }),
  };
}
