import { type ResponseCodeName, responseCode } from '@gatehouse/tpm';

type Place = 'handle' | 'parameter' | 'session';

const placeBits: Readonly<Record<Place, number>> = { handle: 0, parameter: 0x40, session: 0x800 };

/** A command that the TPM refuses, with its TPM_RC; for format-one codes with the place (from 1). */
export class TpmRefusal extends Error {
  override readonly name = 'TpmRefusal';
  readonly code: number;

  constructor(name: ResponseCodeName, place?: Place, number = 1) {
    super(name);
    const base = responseCode[name];
    this.code = place === undefined ? base : base + placeBits[place] + (number << 8);
  }
}

export const refuse = (name: ResponseCodeName, place?: Place, number?: number): never => {
  throw new TpmRefusal(name, place, number);
};
