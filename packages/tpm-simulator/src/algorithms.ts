import { type AlgorithmName, algorithm } from '@gatehouse/tpm';

/** TPMA_ALGORITHM — Part 2 §8.2. */
const kind = {
  asymmetric: 1,
  symmetric: 2,
  hash: 4,
  object: 8,
  signing: 0x100,
  encrypting: 0x200,
  method: 0x400,
} as const;
type Kind = keyof typeof kind;

const kinds: Readonly<Partial<Record<AlgorithmName, readonly Kind[]>>> = {
  rsa: ['asymmetric', 'object'],
  sha1: ['hash'],
  hmac: ['hash', 'signing'],
  aes: ['symmetric'],
  mgf1: ['hash', 'method'],
  keyedHash: ['hash', 'object'],
  xor: ['hash', 'symmetric'],
  sha256: ['hash'],
  sha384: ['hash'],
  sha512: ['hash'],
  rsassa: ['asymmetric', 'signing'],
  rsaes: ['asymmetric', 'encrypting'],
  rsapss: ['asymmetric', 'signing'],
  oaep: ['asymmetric', 'encrypting'],
  ecdsa: ['asymmetric', 'signing'],
  ecdh: ['asymmetric', 'method'],
  kdf1Sp800_56a: ['hash', 'method'],
  kdf1Sp800_108: ['hash', 'method'],
  ecc: ['asymmetric', 'object'],
  cfb: ['symmetric', 'encrypting'],
};

const isAlgorithm = (name: string): name is AlgorithmName => name in algorithm;

/** What we compute, with TPMA_ALGORITHM, by number. */
export const implementedAlgorithms: readonly {
  readonly alg: number;
  readonly algProperties: number;
}[] = Object.entries(kinds)
  .flatMap(([name, list]) =>
    isAlgorithm(name)
      ? [{ alg: algorithm[name], algProperties: list.reduce((bits, of) => bits | kind[of], 0) }]
      : [],
  )
  .toSorted((a, b) => a.alg - b.alg);
