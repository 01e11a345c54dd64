import { type Codec, named, pick, u16 } from '@gatehouse/bytes';
import { digestSize, type HashName } from '@gatehouse/bytes/crypto';

/** TPM_ALG_ID — Part 2 §6.3 (TCG Algorithm Registry). */
export const algorithm = {
  rsa: 0x0001,
  sha1: 0x0004,
  hmac: 0x0005,
  aes: 0x0006,
  mgf1: 0x0007,
  keyedHash: 0x0008,
  xor: 0x000a,
  sha256: 0x000b,
  sha384: 0x000c,
  sha512: 0x000d,
  null: 0x0010,
  sm3_256: 0x0012,
  sm4: 0x0013,
  rsassa: 0x0014,
  rsaes: 0x0015,
  rsapss: 0x0016,
  oaep: 0x0017,
  ecdsa: 0x0018,
  ecdh: 0x0019,
  ecdaa: 0x001a,
  sm2: 0x001b,
  ecschnorr: 0x001c,
  ecmqv: 0x001d,
  kdf1Sp800_56a: 0x0020,
  kdf2: 0x0021,
  kdf1Sp800_108: 0x0022,
  ecc: 0x0023,
  symCipher: 0x0025,
  camellia: 0x0026,
  cmac: 0x003f,
  ctr: 0x0040,
  ofb: 0x0041,
  cbc: 0x0042,
  cfb: 0x0043,
  ecb: 0x0044,
} as const;

export type AlgorithmName = keyof typeof algorithm;

/** The subset of {@link algorithm} that a field may hold, as a table for `named`. */
export const algorithms = <const N extends AlgorithmName>(
  ...names: readonly N[]
): Pick<typeof algorithm, N> => pick(algorithm, ...names);

/** TPMI_ALG_HASH — Part 2 §9.27: the hash algorithms that we compute. */
export const tpmiAlgHash: Codec<HashName> = named(
  'TPMI_ALG_HASH',
  u16,
  algorithms('sha1', 'sha256', 'sha384', 'sha512'),
);

/** TPM_ECC_CURVE — Part 2 §6.4: the curves that we compute. */
export const eccCurve = { nistP256: 0x0003, nistP384: 0x0004, nistP521: 0x0005 } as const;
export type EccCurve = keyof typeof eccCurve;

/** Bytes of a coordinate of the curve. */
export const coordinateSize: Readonly<Record<EccCurve, number>> = {
  nistP256: 32,
  nistP384: 48,
  nistP521: 66,
};

/** TPMI_ECC_CURVE — Part 2 §11.2.5.5. */
export const tpmiEccCurve: Codec<EccCurve> = named('TPMI_ECC_CURVE', u16, eccCurve);

/** Bytes of a digest. */
export const digestSizeOf = (hash: HashName): number => digestSize[hash];

/** TPM_ALG_ID of a hash, e.g. 0x000b for `sha256`. */
export const hashId = (hash: HashName): number => algorithm[hash];
