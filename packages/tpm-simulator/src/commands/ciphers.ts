import { concat } from '@gatehouse/bytes';
import { aesCfbDecrypt, aesCfbEncrypt } from '@gatehouse/bytes/crypto';
import type { Actions } from '../execution.ts';
import { objectOf } from '../loaded.ts';
import type { Machine } from '../machine.ts';
import { attributesOf } from '../public-area-check.ts';
import { refuse } from '../tpm-refusal.ts';

const blockSize = 16;

interface Ciphering {
  readonly inData: Uint8Array;
  readonly decrypt: boolean;
  readonly mode: string;
  readonly ivIn: Uint8Array;
}

/** The cipher's key, if it may be used so — Part 3 §15.2. */
function keyOf(
  machine: Machine,
  handle: number | undefined,
  { decrypt, mode }: Ciphering,
  modePosition: number,
): Uint8Array {
  const { public: area, sensitive } = objectOf(machine, handle, 1, 'KEY');
  if (area.type !== 'symCipher' || sensitive?.type !== 'symCipher') return refuse('KEY', 'handle');
  const has = attributesOf(area);
  if (has('restricted') || !has(decrypt ? 'decrypt' : 'sign')) refuse('ATTRIBUTES', 'handle');
  const own = area.symmetric.algorithm === 'null' ? 'null' : area.symmetric.mode;
  const settled = own === 'null' ? mode : own;
  if (settled !== 'cfb' || ![settled, 'null'].includes(mode))
    refuse('MODE', 'parameter', modePosition);
  return sensitive.sensitive;
}

/** AES-CFB, with the register as it is behind the last byte: the next call goes on with it. */
function cipher(key: Uint8Array, { inData, decrypt, ivIn }: Ciphering) {
  const outData = (decrypt ? aesCfbDecrypt : aesCfbEncrypt)(key, inData, ivIn);
  if (inData.length === 0) return { outData, ivOut: ivIn };
  const rest = inData.length % blockSize;
  const text = decrypt ? inData : outData;
  if (rest === 0) return { outData, ivOut: text.slice(-blockSize) };
  // A block that is not full: encrypting leaves key stream behind it, decrypting the former register.
  const whole = inData.length - rest;
  const padded = concat(inData, new Uint8Array(blockSize - rest));
  const former = whole === 0 ? ivIn : text.subarray(whole - blockSize, whole);
  const ivOut = decrypt
    ? concat(text.subarray(whole), former.subarray(rest))
    : aesCfbEncrypt(key, padded, ivIn).slice(whole);
  return { outData, ivOut };
}

/** Symmetric primitives — Part 3 §15.2, §15.3. */
export const cipherActions: Actions<'encryptDecrypt' | 'encryptDecrypt2'> = {
  encryptDecrypt({ machine, handles, parameters }) {
    const key = keyOf(machine, handles[0], parameters, 2);
    if (parameters.ivIn.length !== blockSize) refuse('SIZE', 'parameter', 3);
    return cipher(key, parameters);
  },
  encryptDecrypt2({ machine, handles, parameters }) {
    const key = keyOf(machine, handles[0], parameters, 3);
    if (parameters.ivIn.length !== blockSize) refuse('SIZE', 'parameter', 4);
    return cipher(key, parameters);
  },
};
