import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { fromBase64 } from '@gatehouse/bytes';
import type { MeasuredVsmKey } from '@gatehouse/measured-boot';

/** An identity key of virtual secure mode: RSA-2048. The private half never leaves the host. */
export interface VsmKey {
  /** PKCS #8, DER. */
  readonly privateKey: Uint8Array;
}

/** Key that secrets are sealed to (IDK), and key that VSM signs with (IDKS). */
export interface VsmKeys {
  readonly encryption: VsmKey;
  readonly signing: VsmKey;
}

const generate = promisify(generateKeyPair);

const unsigned = (base64url: string | undefined): Uint8Array => {
  const text = (base64url ?? '').replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='));
};

/** The public half of a PKCS #8 key, as Windows measures it. */
export function publicVsmKeyOf(privateKey: Uint8Array): MeasuredVsmKey {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const { n, e } = createPublicKey(key).export({ format: 'jwk' });
  return { modulus: unsigned(n), exponent: unsigned(e) };
}

async function generateVsmKey(): Promise<VsmKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return { privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })) };
}

/** New keys, made off the main thread: some 0.3 s of one core. */
export const generateVsmKeys = async (): Promise<VsmKeys> => {
  const [encryption, signing] = await Promise.all([generateVsmKey(), generateVsmKey()]);
  return { encryption, signing };
};
