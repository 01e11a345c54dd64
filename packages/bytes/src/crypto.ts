/**
 * The one module of the domain packages that reaches the platform's cryptography.
 *
 * Everything here is OpenSSL through `node:crypto`; tests hold it against @noble/curves and
 * @noble/hashes as the second implementation.
 */
import {
  checkPrimeSync,
  constants,
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash as hashOnce,
  type KeyObject,
  randomBytes as nodeRandomBytes,
  sign as nodeSign,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  timingSafeEqual,
  verify,
} from 'node:crypto';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export const digestSize: Readonly<Record<HashName, number>> = {
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};

/** Digest of the concatenation of `parts`. */
export function hash(name: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const digest = new Uint8Array(digestSize[name]);
    hashInto(name, only, digest);
    return digest;
  }
  const state = createHash(name);
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}

/**
 * The digest as a string of little-endian 16-bit units: a one-shot hash that makes no buffer is four times
 * as fast as `hash` on short data, and every unit that is read costs. Node takes any of its encodings here,
 * its types only four of them.
 */
const digestUnits = (name: HashName, data: Uint8Array): string =>
  hashOnce(name, data, 'utf16le' as 'binary');

/** Writes the digest of `data` into `target` at `at`; the two may overlap. For chains of hashes. */
export function hashInto(name: HashName, data: Uint8Array, target: Uint8Array, at = 0): void {
  const units = digestUnits(name, data);
  for (let i = 0; i < units.length; i++) {
    const unit = units.charCodeAt(i);
    target[at + 2 * i] = unit;
    target[at + 2 * i + 1] = unit >> 8;
  }
}

/** Whether the digest of `data` stands in `bytes` at `at`. Not constant in time: never for secrets. */
export function hashStandsAt(
  name: HashName,
  data: Uint8Array,
  bytes: Uint8Array,
  at: number,
): boolean {
  const units = digestUnits(name, data);
  for (let i = 0; i < units.length; i++) {
    // Where a byte is missing the sum is below 0, and so no unit.
    const unit = (bytes[at + 2 * i] ?? -1) | ((bytes[at + 2 * i + 1] ?? -1) << 8);
    if (units.charCodeAt(i) !== unit) return false;
  }
  return true;
}

/** HMAC (RFC 2104) of the concatenation of `parts`. */
export function hmac(name: HashName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHmac(name, key);
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}

/** A digest or an HMAC of data that comes in pieces; `finish` ends it. */
export interface RunningDigest {
  update(data: Uint8Array): void;
  finish(): Uint8Array;
}

const running = (state: ReturnType<typeof createHash | typeof createHmac>): RunningDigest => ({
  update: (data) => void state.update(data),
  finish: () => new Uint8Array(state.digest()),
});

export const createRunningHash = (name: HashName): RunningDigest => running(createHash(name));
export const createRunningHmac = (name: HashName, key: Uint8Array): RunningDigest =>
  running(createHmac(name, key));

export const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeRandomBytes(length));

/** Comparison of secrets: constant in time for equal lengths. */
export const equalSecrets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b);

/** AES-CFB128 with a zero IV unless given (TPM 2.0 Part 1 §11.4.10); key of 16, 24 or 32 bytes. */
export function aesCfbEncrypt(
  key: Uint8Array,
  data: Uint8Array,
  iv: Uint8Array = new Uint8Array(16),
): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cfb`, key, iv);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** Inverse of {@link aesCfbEncrypt}. */
export function aesCfbDecrypt(
  key: Uint8Array,
  data: Uint8Array,
  iv: Uint8Array = new Uint8Array(16),
): Uint8Array {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cfb`, key, iv);
  return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
}

/** `rsa-pss` takes any salt length; ECDSA signatures are DER (`ecdsa`) or r and s of equal width (`ecdsa-raw`). */
export type SignatureScheme = 'ecdsa' | 'ecdsa-raw' | 'rsa-pkcs1' | 'rsa-pss';

const signatureOptions = {
  ecdsa: { dsaEncoding: 'der' },
  'ecdsa-raw': { dsaEncoding: 'ieee-p1363' },
  'rsa-pkcs1': { padding: constants.RSA_PKCS1_PADDING },
  'rsa-pss': {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_AUTO,
  },
} as const;

/**
 * Whether `signature` over `data` fits the key (DER SubjectPublicKeyInfo). A key that OpenSSL cannot
 * read, or of another type than the scheme, makes it false: keys are hostile input too.
 */
export function verifyBySpki(options: {
  readonly publicKey: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly hash: HashName;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.from(options.publicKey),
      format: 'der',
      type: 'spki',
    });
    if ((key.asymmetricKeyType === 'ec') !== options.scheme.startsWith('ecdsa')) return false;
    const scheme = signatureOptions[options.scheme];
    return verify(options.hash, options.data, { key, ...scheme }, options.signature);
  } catch {
    return false;
  }
}

/** A signer over a private key (DER PKCS#8), imported once. ECDSA signatures come out in DER. */
export function createSigner(
  privateKey: Uint8Array,
): (hashName: HashName, data: Uint8Array) => Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  return (hashName, data) => new Uint8Array(nodeSign(hashName, data, key));
}

/** A key pair as DER PKCS#8 and SPKI. */
export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A new P-256 key pair. */
export function generateP256(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  return { privateKey: new Uint8Array(privateKey), publicKey: new Uint8Array(publicKey) };
}

/** A new RSA key pair, exponent 65537. */
export function generateRsa(bits: 2048 | 3072 | 4096): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  return { privateKey: new Uint8Array(privateKey), publicKey: new Uint8Array(publicKey) };
}

const openSslCurve = {
  nistP256: 'prime256v1',
  nistP384: 'secp384r1',
  nistP521: 'secp521r1',
} as const;
export type EcCurveName = keyof typeof openSslCurve;

/** Public point (uncompressed) of a scalar. Throws for 0 and beyond the order of the curve. */
export function ecPublicPoint(curve: EcCurveName, scalar: Uint8Array): Uint8Array {
  const ecdh = createECDH(openSslCurve[curve]);
  ecdh.setPrivateKey(scalar);
  return new Uint8Array(ecdh.getPublicKey());
}

/** Public point (65 bytes, uncompressed) of a P-256 scalar of 32 bytes. Throws for 0 and beyond the order. */
export const p256PublicPoint = (scalar: Uint8Array): Uint8Array =>
  ecPublicPoint('nistP256', scalar);

/** x of the point that a scalar shares with `peer` (uncompressed). Throws when `peer` is not on the curve. */
export function ecSharedX(curve: EcCurveName, scalar: Uint8Array, peer: Uint8Array): Uint8Array {
  const ecdh = createECDH(openSslCurve[curve]);
  ecdh.setPrivateKey(scalar);
  return new Uint8Array(ecdh.computeSecret(peer));
}

const jwkCurve = { nistP256: 'P-256', nistP384: 'P-384', nistP521: 'P-521' } as const;

/**
 * Imports an EC public key of its coordinates, each as long as the field. Throws when the point is not on the
 * curve. Of numbers, not of DER, which OpenSSL takes twice as long to read and for RSA thirty times.
 */
export const importEcPublicKey = (
  curve: EcCurveName,
  point: { readonly x: Uint8Array; readonly y: Uint8Array },
): PublicKey =>
  createPublicKey({
    key: { kty: 'EC', crv: jwkCurve[curve], x: base64Url(point.x), y: base64Url(point.y) },
    format: 'jwk',
  });

/** Imports an RSA public key of its modulus and exponent, both big-endian. */
export const importRsaPublicKey = (n: Uint8Array, e: Uint8Array): PublicKey =>
  createPublicKey({ key: { kty: 'RSA', n: base64Url(n), e: base64Url(e) }, format: 'jwk' });

/** Imports an EC private key of a scalar and its point, all as long as the field. */
export const importEcPrivateKey = (
  curve: EcCurveName,
  scalar: Uint8Array,
  point: { readonly x: Uint8Array; readonly y: Uint8Array },
): PrivateKey =>
  createPrivateKey({
    key: {
      kty: 'EC',
      crv: jwkCurve[curve],
      x: base64Url(point.x),
      y: base64Url(point.y),
      d: base64Url(scalar),
    },
    format: 'jwk',
  });

/** ECDSA over `data`: r and s, each as long as the field. */
export const ecSign = (key: PrivateKey, name: HashName, data: Uint8Array): Uint8Array =>
  new Uint8Array(nodeSign(name, data, { key, dsaEncoding: 'ieee-p1363' }));

/** AES-256-GCM: 12-byte IV, ciphertext, 16-byte tag in one. `bound` is authenticated, not stored. */
export function sealSecret(key: Uint8Array, secret: Uint8Array, bound: Uint8Array): Uint8Array {
  const iv = nodeRandomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(bound);
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return new Uint8Array(Buffer.concat([iv, sealed, cipher.getAuthTag()]));
}

/** Inverse of {@link sealSecret}; throws if key, bytes or `bound` are not those. */
export function openSecret(key: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Uint8Array {
  if (sealed.length < 28) throw new RangeError('a sealed secret has at least 28 bytes');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(-16));
  return new Uint8Array(
    Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]),
  );
}

/** An imported public key: import once, verify often. */
export type PublicKey = KeyObject;
/** An imported private key. */
export type PrivateKey = KeyObject;

/** Imports DER PKCS #8. */
export const importPrivateKey = (pkcs8: Uint8Array): PrivateKey =>
  createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Imports an RSA private key of big-endian integers (RFC 8017 §3.2). */
export const importRsaPrivateKey = (
  key: Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', Uint8Array>>,
): PrivateKey =>
  createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      ...Object.fromEntries(Object.entries(key).map(([name, value]) => [name, base64Url(value)])),
    },
  });

/** Whether `signature` over `data` is by `key`, which must be of the scheme's type. */
export const verifySignature = (
  scheme: SignatureScheme,
  name: HashName,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean => verify(name, data, { key, ...signatureOptions[scheme] }, signature);

/** RSAES-OAEP (RFC 8017 §7.1), MGF1 with the same hash. */
export const rsaOaepEncrypt = (
  key: PublicKey,
  name: HashName,
  label: Uint8Array,
  data: Uint8Array,
): Uint8Array =>
  new Uint8Array(
    publicEncrypt(
      {
        key,
        oaepHash: name,
        oaepLabel: Buffer.from(label),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
      },
      data,
    ),
  );

/** Inverse of {@link rsaOaepEncrypt}; throws when the padding is wrong. */
export const rsaOaepDecrypt = (
  key: PrivateKey,
  name: HashName,
  label: Uint8Array,
  data: Uint8Array,
): Uint8Array =>
  new Uint8Array(
    privateDecrypt(
      {
        key,
        oaepHash: name,
        oaepLabel: Buffer.from(label),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
      },
      data,
    ),
  );

/** RSASP1 (RFC 8017 §5.2.1) over a block as long as the modulus: for padding done by the caller. */
export const rsaPrivateBlock = (key: PrivateKey, block: Uint8Array): Uint8Array =>
  new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));

/** RSAVP1 (RFC 8017 §5.2.2) over a block as long as the modulus. */
export const rsaPublicBlock = (key: PublicKey, block: Uint8Array): Uint8Array =>
  new Uint8Array(publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, block));

/** Whether `candidate` is prime, with an error below 2^-100. */
export const isPrime = (candidate: bigint): boolean => checkPrimeSync(candidate, { checks: 50 });

/**
 * One-pass Diffie-Hellman (SP 800-56A C(1, 1, ECC CDH)) with a fresh ephemeral key.
 * `peer` and the returned `ephemeral` are uncompressed points; throws when `peer` is not on the curve.
 */
export function ecdhOnePass(
  curve: EcCurveName,
  peer: Uint8Array,
): { readonly ephemeral: Uint8Array; readonly sharedX: Uint8Array } {
  const key = createECDH(openSslCurve[curve]);
  const ephemeral = new Uint8Array(key.generateKeys());
  return { ephemeral, sharedX: new Uint8Array(key.computeSecret(peer)) };
}

/** MD5 (RFC 1321), broken as a hash: for NTLM alone, whose specification names it. */
export const md5 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('md5').update(data).digest());

/** HMAC-MD5 (RFC 2104) of the concatenation of `parts`: for NTLM alone. */
export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHmac('md5', key);
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}
