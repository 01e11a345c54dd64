import { fromHex } from '@gatehouse/bytes';
import { objectAttributes } from './structures/attributes.ts';
import type { EccPublic, RsaPublic } from './structures/public-area.ts';

/** PolicySecret(TPM_RH_ENDORSEMENT), SHA-256 — EK Credential Profile §B.6.2 "PolicyA". */
export const ekPolicyA = fromHex(
  '837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa',
);

const ekAttributes = objectAttributes(
  'fixedTpm',
  'fixedParent',
  'sensitiveDataOrigin',
  'adminWithPolicy',
  'restricted',
  'decrypt',
);
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

/** Endorsement key templates — EK Credential Profile §B.3.3 (L-1) and §B.3.4 (L-2). */
export const ekTemplate: { readonly eccP256: EccPublic; readonly rsa2048: RsaPublic } = {
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
