import { fromHex } from '@gatehouse/bytes';
import { objectAttributes } from './structures/attributes.ts';
import type { EccPublic, RsaPublic } from './structures/public-area.ts';

/** PolicySecret(TPM_RH_ENDORSEMENT), SHA-256 — EK Credential Profile §B.6.2 "PolicyA". */
export const ekPolicyA = fromHex(
  '837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa',
);

/** PolicyOR of PolicyA and PolicyC for a name algorithm — EK Credential Profile §B.6.5 "PolicyB". */
const ekPolicyB = {
  sha384: fromHex(
    'b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419cacb47ba09699646150f9fc000f3f80e12',
  ),
  sha512: fromHex(
    'b8221ca69e8550a4914de3faa6a18c072cc01208073a928d5d66d59ef79e49a429c41a6b269571d57edb25fbdb1838425608b413cd616a5f6db5b6071af99bea',
  ),
} as const;

const ekAttributes = objectAttributes(
  'fixedTpm',
  'fixedParent',
  'sensitiveDataOrigin',
  'adminWithPolicy',
  'restricted',
  'decrypt',
);
const highEkAttributes = ekAttributes | objectAttributes('userWithAuth');
const akAttributes = objectAttributes(
  'fixedTpm',
  'fixedParent',
  'sensitiveDataOrigin',
  'userWithAuth',
  'restricted',
  'sign',
);
const srkAttributes = objectAttributes(
  'fixedTpm',
  'fixedParent',
  'sensitiveDataOrigin',
  'userWithAuth',
  'noDa',
  'restricted',
  'decrypt',
);
const none = new Uint8Array();
const aes128 = { algorithm: 'aes', keyBits: 128, mode: 'cfb' } as const;
const noKdf = { scheme: 'null' } as const;
const noScheme = { scheme: 'null' } as const;
const noSymmetric = { algorithm: 'null' } as const;

const highEk = (nameAlg: keyof typeof ekPolicyB) => ({
  nameAlg,
  objectAttributes: highEkAttributes,
  authPolicy: ekPolicyB[nameAlg],
  symmetric: { algorithm: 'aes', keyBits: 256, mode: 'cfb' } as const,
  scheme: noScheme,
});

/**
 * Endorsement key templates — EK Credential Profile §B.3.3 (L-1) and §B.3.4 (L-2) of the low range, and
 * of the high range §B.4 those that only it has: H-3 (P-384), H-4 (P-521), H-6 and H-7 (RSA-3072, -4096).
 */
export const ekTemplate: {
  readonly eccP256: EccPublic;
  readonly eccP384: EccPublic;
  readonly eccP521: EccPublic;
  readonly rsa2048: RsaPublic;
  readonly rsa3072: RsaPublic;
  readonly rsa4096: RsaPublic;
} = {
  eccP256: {
    type: 'ecc',
    nameAlg: 'sha256',
    objectAttributes: ekAttributes,
    authPolicy: ekPolicyA,
    symmetric: aes128,
    scheme: noScheme,
    curve: 'nistP256',
    kdf: noKdf,
    x: new Uint8Array(32),
    y: new Uint8Array(32),
  },
  rsa2048: {
    type: 'rsa',
    nameAlg: 'sha256',
    objectAttributes: ekAttributes,
    authPolicy: ekPolicyA,
    symmetric: aes128,
    scheme: noScheme,
    keyBits: 2048,
    exponent: 0,
    n: new Uint8Array(256),
  },
  eccP384: { type: 'ecc', ...highEk('sha384'), curve: 'nistP384', kdf: noKdf, x: none, y: none },
  eccP521: { type: 'ecc', ...highEk('sha512'), curve: 'nistP521', kdf: noKdf, x: none, y: none },
  rsa3072: { type: 'rsa', ...highEk('sha384'), keyBits: 3072, exponent: 0, n: none },
  rsa4096: { type: 'rsa', ...highEk('sha384'), keyBits: 4096, exponent: 0, n: none },
};

/** Attestation key templates: restricted signing keys below an EK. */
export const akTemplate: { readonly eccP256: EccPublic; readonly rsa2048: RsaPublic } = {
  eccP256: {
    type: 'ecc',
    nameAlg: 'sha256',
    objectAttributes: akAttributes,
    authPolicy: none,
    symmetric: noSymmetric,
    scheme: { scheme: 'ecdsa', hash: 'sha256' },
    curve: 'nistP256',
    kdf: noKdf,
    x: none,
    y: none,
  },
  rsa2048: {
    type: 'rsa',
    nameAlg: 'sha256',
    objectAttributes: akAttributes,
    authPolicy: none,
    symmetric: noSymmetric,
    scheme: { scheme: 'rsassa', hash: 'sha256' },
    keyBits: 2048,
    exponent: 0,
    n: none,
  },
};

/** Storage root key template — TCG TPM v2.0 Provisioning Guidance §7.5.1. */
export const srkTemplate: { readonly eccP256: EccPublic } = {
  eccP256: {
    type: 'ecc',
    nameAlg: 'sha256',
    objectAttributes: srkAttributes,
    authPolicy: none,
    symmetric: aes128,
    scheme: noScheme,
    curve: 'nistP256',
    kdf: noKdf,
    x: new Uint8Array(32),
    y: new Uint8Array(32),
  },
};
