import { digestSize, type HashName, hash } from '@gatehouse/bytes/crypto';
import { isHandle, pcrCount } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import type { Machine } from '../machine.ts';
import { implementedBanks, mayExtend, mayReset } from '../pcr-banks.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

/** TPML_DIGEST holds eight digests: a caller asks again for the rest. */
const mostDigests = 8;

/** The PCR of a handle that may be extended from this locality; null for TPM_RH_NULL, which takes nothing. */
export function extendable(handle = 0, locality: number): number | null {
  if (!isHandle(handle, 'pcr')) return null;
  return mayExtend(handle, locality) ? handle : refuse('LOCALITY');
}

/** Extends every bank by its digest, where a PCR is named. */
export function extendAll(
  { volatile }: Machine,
  pcr: number | null,
  digests: readonly { readonly hash: HashName; readonly digest: Uint8Array }[],
): void {
  if (pcr === null) return;
  for (const { hash: bank, digest } of digests) volatile.pcrs.extend(pcr, bank, digest);
}

/** Bytes of all PCRs of these banks. */
const sizeOf = (banks: readonly (keyof typeof digestSize)[]): number =>
  banks.reduce((size, bank) => size + pcrCount * digestSize[bank], 0);

/** Integrity collection — Part 3 §22. */
export const pcrActions: Actions<
  'pcrRead' | 'pcrExtend' | 'pcrEvent' | 'pcrReset' | 'pcrAllocate'
> = {
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
    extendAll(machine, extendable(handles[0], locality), parameters.digests);
    return {};
  },
  pcrEvent({ machine, handles, parameters, locality }) {
    const pcr = extendable(handles[0], locality);
    const { pcrs } = machine.volatile;
    const digests = pcrs.banks.map((bank) => ({
      hash: bank,
      digest: hash(bank, parameters.eventData),
    }));
    extendAll(machine, pcr, digests);
    return { digests };
  },
  pcrReset({ machine, handles: [pcr = 0], locality }) {
    if (!mayReset(pcr, locality)) throw new TpmRefusal('LOCALITY');
    machine.volatile.pcrs.reset(pcr);
    return {};
  },
  /** Whole banks, from the next reset on; a bank that is not named stays — Part 3 §22.5. */
  pcrAllocate({ machine, parameters: { pcrAllocation } }) {
    const { persistent } = machine;
    const wanted = new Map(pcrAllocation.map(({ hash: bank, pcrs }) => [bank, pcrs.length]));
    const partly = [...wanted.values()].some((count) => count !== 0 && count !== pcrCount);
    const banks = implementedBanks.filter(
      (bank) => (wanted.get(bank) ?? (persistent.banks.includes(bank) ? pcrCount : 0)) > 0,
    );
    const allocationSuccess = !partly && banks.length > 0;
    if (banks.length === 0) throw new TpmRefusal('PCR');
    if (allocationSuccess) persistent.banks = banks;
    return {
      allocationSuccess,
      maxPcr: pcrCount,
      sizeNeeded: sizeOf(banks),
      sizeAvailable: sizeOf(implementedBanks),
    };
  },
};
