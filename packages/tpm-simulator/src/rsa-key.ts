import { ByteWriter, toHex } from '@gatehouse/bytes';
import { importRsaPrivateKey, isPrime, type PrivateKey } from '@gatehouse/bytes/crypto';
import { kdfa, type TpmtSensitive } from '@gatehouse/tpm';
import { fromInteger, inverse, toInteger } from './integers.ts';

/** Modulus and one prime: what TPMT_PUBLIC and TPMT_SENSITIVE hold of an RSA key. */
interface RsaNumbers {
  readonly n: Uint8Array;
  readonly prime: Uint8Array;
}

const exponent = 65537n;
/** Candidates behind one random number; far more than the gap between primes of these sizes. */
const window = 1 << 14;

const oddPrimes: readonly number[] = (() => {
  const composite = new Uint8Array(1 << 13);
  for (let p = 3; p * p < composite.length; p += 2)
    for (let multiple = p * p; multiple < composite.length; multiple += p) composite[multiple] = 1;
  return Array.from(composite.keys()).filter((p) => p > 2 && p % 2 === 1 && composite[p] === 0);
})();

/** The first prime of start, start + 2, … that an RSA key with exponent 65537 can have; null if none is near. */
function primeFrom(start: bigint): bigint | null {
  const composite = new Uint8Array(window);
  for (const p of oddPrimes) {
    const rest = Number(start % BigInt(p));
    // 2 · step ≡ -rest (mod p)
    const doubled = rest === 0 ? 0 : p - rest;
    for (let step = (doubled % 2 === 0 ? doubled : doubled + p) / 2; step < window; step += p)
      composite[step] = 1;
  }
  for (let step = 0; step < window; step++) {
    const candidate = start + 2n * BigInt(step);
    if (composite[step] === 0 && (candidate - 1n) % exponent !== 0n && isPrime(candidate))
      return candidate;
  }
  return null;
}

/** Primes of `bits` bits in an order that the seed alone decides; the two top bits and the lowest are set. */
function* primesOf(seed: Uint8Array, context: Uint8Array, bits: number): Generator<bigint> {
  for (let i = 0; ; i++) {
    const number = new ByteWriter().u32(i).finish();
    const random = toInteger(kdfa('sha256', seed, 'RSA PRIME', context, number, bits));
    const prime = primeFrom(random | (3n << BigInt(bits - 2)) | 1n);
    if (prime !== null && prime >> BigInt(bits) === 0n) yield prime;
  }
}

/** An RSA key from key material — as FIPS 186-5 §A.1.3, with KDFa as the random bit generator. */
function deriveNumbers(bits: number, seed: Uint8Array, context: Uint8Array): RsaNumbers {
  const primes = primesOf(seed, context, bits / 2);
  const p: bigint = primes.next().value;
  for (const q of primes) {
    // FIPS 186-5 §A.1.3 step 5.4: primes that are close make the modulus easy to factor.
    const apart = p > q ? p - q : q - p;
    if (apart >> BigInt(bits / 2 - 100) === 0n) continue;
    return { n: fromInteger(p * q, bits / 8), prime: fromInteger(p, bits / 16) };
  }
  throw new RangeError('there is always another prime');
}

function importNumbers({ n, prime }: RsaNumbers): PrivateKey {
  const [modulus, p] = [toInteger(n), toInteger(prime)];
  const q = modulus / p;
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const half = (value: bigint): Uint8Array => fromInteger(value, prime.length);
  return importRsaPrivateKey({
    n,
    e: fromInteger(exponent, 3),
    d: fromInteger(d, n.length),
    p: prime,
    q: half(q),
    dp: half(d % (p - 1n)),
    dq: half(d % (q - 1n)),
    qi: half(inverse(q, p)),
  });
}

/** Whether `prime` is a factor of the modulus that leaves another one of its size. */
export function isRsaPair(n: Uint8Array, prime: Uint8Array): boolean {
  if (prime.length !== n.length / 2) return false;
  const [modulus, p] = [toInteger(n), toInteger(prime)];
  if (p < 3n || modulus % p !== 0n) return false;
  const q = modulus / p;
  return q !== p && q >> BigInt(8 * prime.length - 1) === 1n && isPrime(p) && isPrime(q);
}

/** The RSA keys of one TPM: found once per seed and template, imported once per loaded object. */
export class RsaKeys {
  #found: Map<string, RsaNumbers> | null = null;
  #imported: WeakMap<TpmtSensitive, PrivateKey> | null = null;

  /** The same seed and context (both of fixed length) give the same key. */
  derive(bits: number, seed: Uint8Array, context: Uint8Array, keep: boolean): RsaNumbers {
    if (!keep) return deriveNumbers(bits, seed, context);
    this.#found ??= new Map();
    const id = `${bits} ${toHex(seed)} ${toHex(context)}`;
    const numbers = this.#found.get(id) ?? deriveNumbers(bits, seed, context);
    if (this.#found.size >= mostKept) this.#found.clear();
    this.#found.set(id, numbers);
    return numbers;
  }

  privateKey(n: Uint8Array, sensitive: Extract<TpmtSensitive, { type: 'rsa' }>): PrivateKey {
    this.#imported ??= new WeakMap();
    const key = this.#imported.get(sensitive) ?? importNumbers({ n, prime: sensitive.sensitive });
    this.#imported.set(sensitive, key);
    return key;
  }
}

/** Primary keys of one TPM that are remembered; a handful is ever asked for. */
const mostKept = 32;
