import { handleType } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { refuse } from '../tpm-refusal.ts';

const pcrOf = (handle: number | undefined): number =>
  handle !== undefined && handle >>> 24 === handleType.pcr && handle < 24
    ? handle
    : refuse('VALUE', 'handle');

/** TPML_DIGEST holds eight digests: a caller asks again for the rest. */
const mostDigests = 8;

/** Integrity collection — Part 3 §22. */
export const pcrActions: Actions<'pcrRead' | 'pcrExtend' | 'pcrReset'> = {
  pcrRead({ machine, parameters }) {
    const { pcrs } = machine.volatile;
    let left = mostDigests;
    const pcrSelectionOut = pcrs.allocated(parameters.pcrSelectionIn).map((selection) => {
      const taken = selection.pcrs.slice(0, left);
      left -= taken.length;
      return { hash: selection.hash, pcrs: taken };
    });
    return {
      pcrUpdateCounter: pcrs.updateCounter,
      pcrSelectionOut,
      pcrValues: [...pcrs.selected(pcrSelectionOut)],
    };
  },
  pcrExtend({ machine, handles, parameters, locality }) {
    const { pcrs } = machine.volatile;
    const pcr = pcrOf(handles[0]);
    if (!pcrs.mayExtend(pcr, locality)) refuse('LOCALITY');
    for (const { hash, digest } of parameters.digests) pcrs.extend(pcr, hash, digest);
    return {};
  },
  pcrReset({ machine, handles, locality }) {
    const { pcrs } = machine.volatile;
    const pcr = pcrOf(handles[0]);
    if (!pcrs.mayReset(pcr, locality)) refuse('LOCALITY');
    pcrs.reset(pcr);
    return {};
  },
};
