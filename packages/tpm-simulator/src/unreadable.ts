import { type ByteReader, type Codec, MalformedError } from '@gatehouse/bytes';
import type { CommandLayout, ResponseCodeName } from '@gatehouse/tpm';
import { type Place, refuse } from './tpm-refusal.ts';

/** What a value is refused with that its type does not know — the tables of Part 2, "#TPM_RC_…". */
const codes: Readonly<Record<string, ResponseCodeName>> = {
  TPMI_ALG_HASH: 'HASH',
  TPMI_ALG_PUBLIC: 'TYPE',
  TPMI_ALG_SYM: 'SYMMETRIC',
  TPMI_ALG_SYM_OBJECT: 'SYMMETRIC',
  TPMI_ALG_SYM_MODE: 'MODE',
  TPMI_ALG_KDF: 'KDF',
  TPMI_ALG_SIG_SCHEME: 'SCHEME',
  TPMI_ALG_ECC_SCHEME: 'SCHEME',
  TPMI_ALG_RSA_SCHEME: 'VALUE',
  TPMI_ALG_RSA_DECRYPT: 'VALUE',
  TPMI_ALG_KEYEDHASH_SCHEME: 'VALUE',
  TPMI_ECC_CURVE: 'CURVE',
  TPM_ST: 'TAG',
  TPM_SE: 'VALUE',
  TPM_SU: 'VALUE',
  TPM_EO: 'VALUE',
  TPM_CLOCK_ADJUST: 'VALUE',
  TPMI_RH_HIERARCHY: 'VALUE',
  TPMI_YES_NO: 'VALUE',
  TPMS_PCR_SELECTION: 'VALUE',
};

const codeOf = ({ kind, structure }: MalformedError): ResponseCodeName =>
  kind === 'truncated' ? 'INSUFFICIENT' : (codes[structure] ?? 'SIZE');

/** Reads one field; what cannot be read is refused with its place. */
export function readField<T>(
  codec: Codec<T>,
  reader: ByteReader,
  place: Place,
  position: number,
): T {
  try {
    return codec.read(reader);
  } catch (error) {
    if (error instanceof MalformedError) return refuse(codeOf(error), place, position);
    throw error;
  }
}

/** The parameters of a command, and nothing behind them — Part 3 §5.7. */
export function readParameters(
  layout: Pick<CommandLayout, 'parameterFields'>,
  reader: ByteReader,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [i, [name, codec]] of layout.parameterFields.entries())
    values[name] = readField(codec, reader, 'parameter', i + 1);
  if (reader.remaining > 0) refuse('SIZE');
  return values;
}
