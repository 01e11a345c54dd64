import { toHex } from '@gatehouse/bytes';
import { type HashName, type SignatureScheme, verifyBySpki } from '@gatehouse/bytes/crypto';
import { childrenOf, nullValue, oid, sequence } from './der.ts';

export interface SignatureAlgorithm {
  readonly scheme: SignatureScheme;
  readonly hash: HashName;
}

const hashOids: readonly (readonly [string, HashName])[] = [
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
];

/** What is accepted; SHA-1 is not. RFC 5758 §3.2, RFC 4055 §5. */
const algorithms: readonly (readonly [string, SignatureAlgorithm])[] = [
  ['1.2.840.10045.4.3.2', { scheme: 'ecdsa', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { scheme: 'ecdsa', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { scheme: 'ecdsa', hash: 'sha512' }],
  ['1.2.840.113549.1.1.11', { scheme: 'rsa-pkcs1', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { scheme: 'rsa-pkcs1', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { scheme: 'rsa-pkcs1', hash: 'sha512' }],
];

const byEncoding = <T>(rows: readonly (readonly [string, T])[]): ReadonlyMap<string, T> =>
  new Map(rows.map(([dotted, value]) => [toHex(oid(dotted)), value]));
const algorithmByOid = byEncoding(algorithms);
const hashByOid = byEncoding(hashOids);
const pssOid = toHex(oid('1.2.840.113549.1.1.10'));

/** The algorithm of a DER AlgorithmIdentifier; null if it is not one that is accepted. */
export function signatureAlgorithmOf(identifier: Uint8Array): SignatureAlgorithm | null {
  const [algorithm, parameters] = childrenOf(identifier, 'AlgorithmIdentifier');
  if (algorithm === undefined) return null;
  const key = toHex(algorithm);
  if (key === pssOid) return pssAlgorithm(parameters);
  return algorithmByOid.get(key) ?? null;
}

/** RSASSA-PSS-params: hashAlgorithm is [0]; absent means SHA-1, which is not accepted. */
function pssAlgorithm(parameters: Uint8Array | undefined): SignatureAlgorithm | null {
  if (parameters === undefined) return null;
  const hashField = childrenOf(parameters, 'RSASSA-PSS-params').find((part) => part[0] === 0xa0);
  if (hashField === undefined) return null;
  const [identifier] = childrenOf(hashField, 'hashAlgorithm');
  const hash = identifier === undefined ? null : hashAlgorithmOf(identifier);
  return hash === null ? null : { scheme: 'rsa-pss', hash };
}

/** The hash of a DER AlgorithmIdentifier; null if it is not accepted. */
export function hashAlgorithmOf(identifier: Uint8Array): HashName | null {
  const [algorithm] = childrenOf(identifier, 'AlgorithmIdentifier');
  return algorithm === undefined ? null : (hashByOid.get(toHex(algorithm)) ?? null);
}

/** Whether `signature` over `data` fits key and algorithm (DER AlgorithmIdentifier). */
export function signatureFits(options: {
  readonly publicKey: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}): boolean {
  const algorithm = signatureAlgorithmOf(options.algorithm);
  return (
    algorithm !== null &&
    verifyBySpki({
      publicKey: options.publicKey,
      scheme: algorithm.scheme,
      hash: algorithm.hash,
      data: options.data,
      signature: options.signature,
    })
  );
}

export const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
export const sha256WithRsa = sequence(oid('1.2.840.113549.1.1.11'), nullValue);
