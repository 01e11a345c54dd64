import { concat } from '@gatehouse/bytes';
import {
  conversation,
  type FramedTpm,
  type Framing,
  isCommandSize,
  mostLocality,
  type Next,
  refusal,
  word,
  wordAt,
} from './framing.ts';

/** TPM 1.2 result codes, with which swtpm's control channel answers. */
const result = { success: 0, badOrdinal: 0x0a, badLocality: 0x3d } as const;

/** PTM_CAP_…: INIT, SHUTDOWN, GET_TPMESTABLISHED, SET_LOCALITY, CANCEL, RESET_TPMESTABLISHED, STOP. */
const capabilities = [0, 1, 2, 3, 5, 7, 10].reduce((bits, bit) => bits | (1 << bit), 0);

interface Control {
  /** Bytes after the code. */
  readonly payload: number;
  answer(payload: Uint8Array): { readonly reply: Uint8Array; readonly next?: Next };
}

/** swtpm's control codes: u32 code and payload, answered with u32 result and payload. */
function controlsOf(tpm: FramedTpm, setLocality: (locality: number) => void) {
  const success = { reply: word(result.success) };
  const reset = () => {
    tpm.reset();
    return success;
  };
  return new Map<number, Control>([
    [1, { payload: 0, answer: () => ({ reply: concat(word(0), word(capabilities)) }) }],
    [2, { payload: 4, answer: reset }],
    [3, { payload: 0, answer: () => ({ ...success, next: 'stop' }) }],
    [4, { payload: 0, answer: () => ({ reply: concat(word(0), word(0)) }) }],
    [
      5,
      {
        payload: 1,
        answer([locality = 0]) {
          if (locality > mostLocality) return { reply: word(result.badLocality) };
          setLocality(locality);
          return success;
        },
      },
    ],
    [9, { payload: 0, answer: () => success }],
    [0xb, { payload: 1, answer: () => success }],
    [0xe, { payload: 0, answer: reset }],
  ]);
}

/**
 * As swtpm's sockets: raw commands, each delimited by its own size, on the first port; control
 * codes on the second. The locality holds for every connection until it is set again.
 */
export function swtpmFraming(tpm: FramedTpm): Framing {
  let locality = 0;
  const controls = controlsOf(tpm, (value) => {
    locality = value;
  });
  return {
    command: () =>
      conversation((pending) => {
        if (pending.length < 6) return null;
        const size = wordAt(pending, 2);
        if (!isCommandSize(size))
          return { used: pending.length, reply: refusal('COMMAND_SIZE'), next: 'close' };
        if (pending.length < size) return null;
        return { used: size, reply: tpm.execute(pending.slice(0, size), locality) };
      }),
    control: () =>
      conversation((pending) => {
        if (pending.length < 4) return null;
        const control = controls.get(wordAt(pending, 0));
        // How long an unknown code's payload is cannot be known, so nothing after it can be read.
        if (control === undefined)
          return { used: pending.length, reply: word(result.badOrdinal), next: 'close' };
        const used = 4 + control.payload;
        if (pending.length < used) return null;
        return { used, ...control.answer(pending.slice(4, used)) };
      }),
  };
}
