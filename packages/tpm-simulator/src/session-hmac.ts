import { concat } from '@gatehouse/bytes';
import { type HashName, hash, hmac } from '@gatehouse/bytes/crypto';
import { handleName } from '@gatehouse/tpm';

const none = new Uint8Array();
const word = handleName;

/** cpHash — Part 1 §18.7: the command code, the names of its handles and its parameters. */
export const commandParametersHash = (
  name: HashName,
  code: number,
  names: readonly Uint8Array[],
  parameters: Uint8Array,
): Uint8Array => hash(name, concat(word(code), ...names, parameters));

/** rpHash — Part 1 §18.8: the response code (success), the command code and the parameters. */
export const responseParametersHash = (
  name: HashName,
  code: number,
  parameters: Uint8Array,
): Uint8Array => hash(name, concat(word(0), word(code), parameters));

/** An authorization or acknowledgment HMAC — Part 1 §19.6.5; `key` is sessionKey || authValue. */
export const sessionHmac = (
  name: HashName,
  key: Uint8Array,
  message: {
    readonly parametersHash: Uint8Array;
    readonly nonceNewer: Uint8Array;
    readonly nonceOlder: Uint8Array;
    /** nonceTPM of the sessions that encrypt, in the first session of a command. */
    readonly cipherNonces?: readonly Uint8Array[];
    readonly attributes: number;
  },
): Uint8Array =>
  hmac(
    name,
    key,
    message.parametersHash,
    message.nonceNewer,
    message.nonceOlder,
    ...(message.cipherNonces ?? []),
    Uint8Array.of(message.attributes),
  );

/** An authValue counts without its trailing zeros — Part 1 §19.6.5. */
export const trimmed = (auth: Uint8Array): Uint8Array => {
  const end = auth.findLastIndex((byte) => byte !== 0);
  return end < 0 ? none : auth.subarray(0, end + 1);
};
