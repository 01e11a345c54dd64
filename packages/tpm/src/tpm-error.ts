import { describeResponseCode, type ResponseCodePlace } from './response-codes.ts';

/** A TPM that answered with a response code other than success. */
export class TpmError extends Error {
  override readonly name = 'TpmError';
  /** The whole TPM_RC, e.g. 0x98e. */
  readonly code: number;
  /** Its name without place and `TPM_RC_`, e.g. `AUTH_FAIL`. */
  readonly codeName: string;
  readonly place: ResponseCodePlace | null;
  /** The command that was refused, e.g. `TPM2_Quote`. */
  readonly command: string;

  constructor(command: string, code: number) {
    const { name, place } = describeResponseCode(code);
    const where = place === null ? '' : ` (${place.kind} ${place.number})`;
    super(`${command}: TPM_RC_${name}${where}, 0x${code.toString(16)}`);
    this.command = command;
    this.code = code;
    this.codeName = name;
    this.place = place;
  }
}
