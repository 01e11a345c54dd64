import { type ResponseCodeName, responseCode } from '@gatehouse/tpm';

export type Place = 'handle' | 'parameter' | 'session';

const placeBits: Readonly<Record<Place, number>> = { handle: 0, parameter: 0x40, session: 0x800 };

/** A command that the TPM refuses, with its TPM_RC; for format-one codes with the place (from 1). */
export class TpmRefusal extends Error {
  override readonly name = 'TpmRefusal';
  readonly code: number;

  constructor(name: ResponseCodeName, place?: Place, number = 1, offset = 0) {
    super(name);
    const base = responseCode[name] + offset;
    this.code = place === undefined ? base : base + placeBits[place] + (number << 8);
  }
}

/** Handle or session `position` (from 1) is not loaded: REFERENCE_H0, _H1, … or REFERENCE_S0, … */
export const notLoaded = (what: 'H' | 'S', position: number): never => {
  throw new TpmRefusal(`REFERENCE_${what}0`, undefined, 1, position - 1);
};

export const refuse = (name: ResponseCodeName, place?: Place, number?: number): never => {
  throw new TpmRefusal(name, place, number);
};
