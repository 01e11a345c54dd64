import { type Codec, list, u32 } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import { tpmiAlgHash } from '../algorithms.ts';

/** PCRs of one bank, ascending. */
export interface PcrSelection {
  readonly hash: HashName;
  readonly pcrs: readonly number[];
}

/** PC Client TPMs have 24 PCRs, so a bitmap has 3 bytes (PTP §4.6). */
const bitmapBytes = 3;
export const pcrCount = 8 * bitmapBytes;

/** TPMS_PCR_SELECTION — Part 2 §10.6.2: byte i, bit j selects PCR 8i + j. */
export const tpmsPcrSelection: Codec<PcrSelection> = {
  name: 'TPMS_PCR_SELECTION',
  read: (r) =>
    r.within('TPMS_PCR_SELECTION', (reader) => {
      const hash = tpmiAlgHash.read(reader);
      const size = reader.u8();
      if (size !== bitmapBytes) reader.fail(`sizeofSelect is ${size}, not ${bitmapBytes}`);
      const bitmap = reader.bytes(size);
      const pcrs: number[] = [];
      for (let pcr = 0; pcr < pcrCount; pcr++)
        if (((bitmap[pcr >> 3] ?? 0) >> (pcr & 7)) & 1) pcrs.push(pcr);
      return { hash, pcrs };
    }),
  write: (w, v) => {
    const bitmap = new Uint8Array(bitmapBytes);
    for (const pcr of v.pcrs) {
      if (!Number.isInteger(pcr) || pcr < 0 || pcr >= pcrCount)
        throw new RangeError(`there is no PCR ${pcr}`);
      bitmap[pcr >> 3] = (bitmap[pcr >> 3] ?? 0) | (1 << (pcr & 7));
    }
    tpmiAlgHash.write(w, v.hash);
    w.u8(bitmapBytes).bytes(bitmap);
  },
};

/** TPML_PCR_SELECTION — Part 2 §10.9.7. */
export const tpmlPcrSelection = list('TPML_PCR_SELECTION', u32, tpmsPcrSelection, 16);
