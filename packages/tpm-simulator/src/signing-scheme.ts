import type { HashName } from '@gatehouse/bytes/crypto';
import type { TpmObject } from './tpm-object.ts';

/** A scheme that is settled: with its hash. */
export interface SigningScheme {
  readonly scheme: 'ecdsa' | 'rsassa' | 'rsapss' | 'hmac';
  readonly hash: HashName;
}

/** TPMT_SIG_SCHEME as a command asks for it. */
export interface AskedScheme {
  readonly scheme: string;
  readonly hash?: HashName;
}

const schemesOfType = {
  rsa: ['rsassa', 'rsapss'],
  ecc: ['ecdsa'],
  keyedHash: ['hmac'],
  symCipher: [],
} as const;

function settled(type: TpmObject['public']['type'], asked: AskedScheme): SigningScheme | null {
  const scheme = schemesOfType[type].find((name) => name === asked.scheme);
  return scheme === undefined || asked.hash === undefined ? null : { scheme, hash: asked.hash };
}

/**
 * The key's own scheme, which the asked one must not contradict, or the asked one for a key without —
 * Part 3 §20.2; null when neither will do.
 */
export function schemeOf({ public: area }: TpmObject, asked: AskedScheme): SigningScheme | null {
  const own: AskedScheme = area.type === 'symCipher' ? { scheme: 'null' } : area.scheme;
  if (own.scheme === 'null') return settled(area.type, asked);
  const agrees = asked.scheme === own.scheme && asked.hash === own.hash;
  return asked.scheme === 'null' || agrees ? settled(area.type, own) : null;
}
