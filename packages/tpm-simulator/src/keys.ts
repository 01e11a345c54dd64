import { encode } from '@gatehouse/bytes';
import { digestSize, hash } from '@gatehouse/bytes/crypto';
import {
  handleName,
  kdfa,
  nameOf,
  qualifiedNameOf,
  type TpmtPublic,
  type TpmtSensitive,
  tpmtPublic,
} from '@gatehouse/tpm';
import { deriveScalar, publicPointOf } from './ecc.ts';
import type { Machine } from './machine.ts';
import { attributesOf, hasOurExponent, isStorageKey } from './public-area-check.ts';
import type { TpmObject } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

const none = new Uint8Array();

/** TPMS_SENSITIVE_CREATE — Part 2 §11.1.15. */
interface SensitiveInput {
  readonly userAuth: Uint8Array;
  readonly data: Uint8Array;
}

interface NewKey {
  readonly public: TpmtPublic;
  readonly sensitive: TpmtSensitive;
}

/** Key material of a new object; that of a primary object will be asked for again. */
interface Material {
  readonly seed: Uint8Array;
  readonly primary: boolean;
}

const seedValueOf = (template: TpmtPublic, seed: Uint8Array, context: Uint8Array): Uint8Array =>
  kdfa('sha256', seed, 'SEED VALUE', context, none, 8 * digestSize[template.nameAlg]);

/**
 * A key of a template from key material: the same seed and template give the same key, as
 * Part 1 §14.2 and Part 3 §24.1 ask of primary objects. Part 1 §B.8 and §C.5 leave the derivation open.
 */
function deriveKey(
  machine: Machine,
  template: Extract<TpmtPublic, { type: 'rsa' | 'ecc' }>,
  { seed, primary }: Material,
  { userAuth: authValue }: SensitiveInput,
): NewKey {
  if (!attributesOf(template)('sensitiveDataOrigin')) refuse('ATTRIBUTES', 'parameter', 2);
  if (template.type === 'rsa' && !hasOurExponent(template)) refuse('RANGE');
  const context = hash('sha256', encode(tpmtPublic, template));
  const seedValue = isStorageKey(template) ? seedValueOf(template, seed, context) : none;
  if (template.type === 'rsa') {
    const { n, prime } = machine.rsaKeys.derive(template.keyBits, seed, context, primary);
    return {
      public: { ...template, n },
      sensitive: { type: 'rsa', authValue, seedValue, sensitive: prime },
    };
  }
  const scalar = deriveScalar(template.curve, seed, context);
  return {
    public: { ...template, ...publicPointOf(template.curve, scalar) },
    sensitive: { type: 'ecc', authValue, seedValue, sensitive: scalar },
  };
}

/** TPM2B_SENSITIVE_DATA of a sealed object or HMAC key — Part 2 §11.1.14 (MAX_SYM_DATA). */
const mostData = 128;

/** Sealed data (Part 1 §27.6), an HMAC key or a cipher's key, given or made. */
function createSymmetric(
  template: Extract<TpmtPublic, { type: 'keyedHash' | 'symCipher' }>,
  { seed }: Material,
  { userAuth: authValue, data }: SensitiveInput,
): NewKey {
  const has = attributesOf(template);
  const isMade = data.length === 0;
  const isSealed = template.type === 'keyedHash' && !has('sign');
  if (has('sensitiveDataOrigin') !== isMade || (isMade && isSealed))
    refuse('ATTRIBUTES', 'parameter', 2);
  const bits = keyBitsOf(template);
  if (data.length > mostData) refuse('SIZE', 'parameter', 1);
  if (template.type === 'symCipher' && !isMade && 8 * data.length !== bits)
    refuse('KEY_SIZE', 'parameter', 1);
  const context = hash('sha256', encode(tpmtPublic, template));
  const seedValue = seedValueOf(template, seed, context);
  const key = isMade ? kdfa('sha256', seed, 'SYMMETRIC KEY', context, none, bits) : data.slice();
  const sensitive = { authValue, seedValue, sensitive: key };
  const digest = hash(template.nameAlg, seedValue, key);
  return template.type === 'symCipher'
    ? { public: { ...template, digest }, sensitive: { type: 'symCipher', ...sensitive } }
    : { public: { ...template, digest }, sensitive: { type: 'keyedHash', ...sensitive } };
}

/** Bits of a key that is made: those of the cipher, or of the digest. */
const keyBitsOf = (template: Extract<TpmtPublic, { type: 'keyedHash' | 'symCipher' }>): number =>
  template.type === 'symCipher' && template.symmetric.algorithm === 'aes'
    ? template.symmetric.keyBits
    : 8 * digestSize[template.nameAlg];

/** A new object of a template that has been checked — Part 3 §12.1, §24.1. */
export function createObject(
  machine: Machine,
  template: TpmtPublic,
  material: Material,
  input: SensitiveInput,
): NewKey {
  if (input.userAuth.length > digestSize[template.nameAlg]) refuse('SIZE', 'parameter', 1);
  switch (template.type) {
    case 'rsa':
    case 'ecc':
      return deriveKey(machine, template, material, input);
    case 'keyedHash':
    case 'symCipher':
      return createSymmetric(template, material, input);
  }
}

/** The object below its parent, with its names — Part 1 §16. */
export function objectBelow(
  key: { readonly public: TpmtPublic; readonly sensitive: TpmtSensitive | null },
  parent: {
    readonly hierarchy: number;
    readonly qualifiedName: Uint8Array;
    readonly external: boolean;
  },
): TpmObject {
  const name = nameOf(key.public);
  return {
    public: key.public,
    sensitive: key.sensitive,
    name,
    qualifiedName: qualifiedNameOf(key.public.nameAlg, parent.qualifiedName, name),
    hierarchy: parent.hierarchy,
    external: parent.external,
  };
}

/** A hierarchy seen as a parent: its qualified name is its handle. */
export const hierarchyParent = (hierarchy: number, external = false) => ({
  hierarchy,
  qualifiedName: handleName(hierarchy),
  external,
});
