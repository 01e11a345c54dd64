import { equalBytes } from '@gatehouse/bytes';
import { childrenOf, nullValue, oid, sequence } from './der.ts';

const rsaesOaep = oid('1.2.840.113549.1.1.7');
const rsaEncryption = oid('1.2.840.113549.1.1.1');

/**
 * EK certificates of Nuvoton and ST carry their RSA key as id-RSAES-OAEP, which OpenSSL does not
 * read. The key itself is the same: only the algorithm identifier is rewritten (RFC 4055 §4).
 */
export function normalizedPublicKey(spki: Uint8Array): Uint8Array {
  const [algorithm, key] = childrenOf(spki, 'SubjectPublicKeyInfo');
  if (algorithm === undefined || key === undefined) return spki;
  const [identifier] = childrenOf(algorithm, 'AlgorithmIdentifier');
  return identifier !== undefined && equalBytes(identifier, rsaesOaep)
    ? sequence(sequence(rsaEncryption, nullValue), key)
    : spki;
}
