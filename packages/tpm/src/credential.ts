import { concat, encode } from '@gatehouse/bytes';
import {
  aesCfbEncrypt,
  digestSize,
  ecdhOnePass,
  type HashName,
  hmac,
  randomBytes,
  rsaOaepEncrypt,
} from '@gatehouse/bytes/crypto';
import { coordinateSize } from './algorithms.ts';
import { kdfa, kdfe } from './kdf.ts';
import { publicKeyOf } from './public-key.ts';
import { padTo, uncompressedPoint } from './spki.ts';
import { tpm2bDigest, tpmsEccPoint } from './structures/basic.ts';
import { tpmsIdObject } from './structures/object.ts';
import type { RsaPublic, TpmtPublic } from './structures/public-area.ts';

export interface Credential {
  /** Content of TPM2B_ID_OBJECT. */
  readonly idObject: Uint8Array;
  /** Content of TPM2B_ENCRYPTED_SECRET. */
  readonly encryptedSecret: Uint8Array;
}

export interface CredentialInput {
  readonly ekPublic: TpmtPublic;
  readonly akName: Uint8Array;
  /** At most as long as the digest of the EK's nameAlg. */
  readonly secret: Uint8Array;
}

const none = new Uint8Array();

/**
 * Encrypts `secret` so that only the TPM with this EK can read it, and only if it also holds the
 * object named `akName` — Part 1 §24, Part 3 §12.6 TPM2_MakeCredential.
 *
 * Throws `TypeError` for an EK that is not an RSA or ECC storage key, `RangeError` for a secret that
 * is too long, and OpenSSL's error for a point that is not on its curve.
 */
export function makeCredential(input: CredentialInput): Credential {
  const { seed, encryptedSecret } = encapsulateSeed(input.ekPublic, 'IDENTITY');
  return { idObject: protectCredential(input, seed), encryptedSecret };
}

/** Outer protection with a given seed — Part 1 §24.4. Returns the content of TPM2B_ID_OBJECT. */
export function protectCredential(input: CredentialInput, seed: Uint8Array): Uint8Array {
  const { ekPublic, akName, secret } = input;
  const bits = 8 * digestSize[ekPublic.nameAlg];
  if (secret.length > digestSize[ekPublic.nameAlg])
    throw new RangeError(`the secret is longer than a ${ekPublic.nameAlg} digest`);
  const symmetricKey = kdfa(
    ekPublic.nameAlg,
    seed,
    'STORAGE',
    akName,
    none,
    symmetricBitsOf(ekPublic),
  );
  const encIdentity = aesCfbEncrypt(symmetricKey, encode(tpm2bDigest, secret));
  const hmacKey = kdfa(ekPublic.nameAlg, seed, 'INTEGRITY', none, none, bits);
  const integrityHmac = hmac(ekPublic.nameAlg, hmacKey, encIdentity, akName);
  return encode(tpmsIdObject, { integrityHmac, encIdentity });
}

/** Key size of a storage key's symmetric algorithm; `TypeError` for other keys than AES-CFB ones. */
export function symmetricBitsOf(publicArea: TpmtPublic): number {
  const symmetric = 'symmetric' in publicArea ? publicArea.symmetric : undefined;
  if (symmetric?.algorithm !== 'aes' || symmetric.mode !== 'cfb')
    throw new TypeError('the key is not a storage key with AES in CFB mode');
  return symmetric.keyBits;
}

/**
 * A fresh seed and its encryption for the key — Part 1 §B.10.4 (RSA) and §C.6.1 (ECC).
 * `label` is IDENTITY (credentials), SECRET (salts) or DUPLICATE.
 */
export function encapsulateSeed(
  publicArea: TpmtPublic,
  label: string,
): { readonly seed: Uint8Array; readonly encryptedSecret: Uint8Array } {
  const { nameAlg } = publicArea;
  switch (publicArea.type) {
    case 'ecc': {
      const { curve } = publicArea;
      const size = coordinateSize[curve];
      const peer = uncompressedPoint(curve, publicArea);
      const { ephemeral, sharedX } = ecdhOnePass(curve, peer);
      const x = ephemeral.subarray(1, 1 + size);
      const y = ephemeral.subarray(1 + size);
      return {
        seed: eccSeed(publicArea, label, sharedX, x),
        encryptedSecret: encode(tpmsEccPoint, { x, y }),
      };
    }
    case 'rsa': {
      const seed = randomBytes(digestSize[nameAlg]);
      const key = publicKeyOf(publicArea);
      const hash = oaepHashOf(publicArea);
      return { seed, encryptedSecret: rsaOaepEncrypt(key, hash, oaepLabel(label), seed) };
    }
    default:
      throw new TypeError(`a ${publicArea.type} object cannot hold a secret`);
  }
}

/** The seed of an ECC encapsulation from the shared point's x and the ephemeral key's x. */
export const eccSeed = (
  recipient: Extract<TpmtPublic, { type: 'ecc' }>,
  label: string,
  sharedX: Uint8Array,
  ephemeralX: Uint8Array,
): Uint8Array => {
  const size = coordinateSize[recipient.curve];
  return kdfe(
    recipient.nameAlg,
    padTo(size, sharedX),
    label,
    padTo(size, ephemeralX),
    padTo(size, recipient.x),
    8 * digestSize[recipient.nameAlg],
  );
};

/** Hash of OAEP and its MGF1: that of the key's own scheme, or else its name's — Part 1 §B.4. */
export const oaepHashOf = ({ scheme, nameAlg }: RsaPublic): HashName =>
  scheme.scheme === 'oaep' ? scheme.hash : nameAlg;

/** The OAEP label includes its terminating NUL — Part 1 §B.4. */
export const oaepLabel = (label: string): Uint8Array =>
  concat(new TextEncoder().encode(label), new Uint8Array(1));
