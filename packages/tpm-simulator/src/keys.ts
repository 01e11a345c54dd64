import { encode } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  handleName,
  hasAttribute,
  kdfa,
  nameOf,
  qualifiedNameOf,
  type TpmtPublic,
  type TpmtSensitive,
  tpmtPublic,
} from '@gatehouse/tpm';
import { deriveScalar, publicPointOf } from './ecc.ts';
import type { TpmObject } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

const none = new Uint8Array();
const bitsOfName = { sha1: 160, sha256: 256, sha384: 384, sha512: 512 } as const;

/** The attributes must agree with each other — Part 2 §8.3.3, Part 3 §12.1. */
function checkTemplate(template: TpmtPublic): void {
  const has = (name: Parameters<typeof hasAttribute>[1]): boolean =>
    hasAttribute(template.objectAttributes, name);
  if (has('fixedTpm') && !has('fixedParent')) refuse('ATTRIBUTES', 'parameter', 2);
  if (has('restricted') && has('decrypt') === has('sign')) refuse('ATTRIBUTES', 'parameter', 2);
}

/** TPMS_SENSITIVE_CREATE — Part 2 §11.1.15. */
interface SensitiveInput {
  readonly userAuth: Uint8Array;
  readonly data: Uint8Array;
}

interface NewKey {
  readonly public: TpmtPublic;
  readonly sensitive: TpmtSensitive;
}

/**
 * An ECC key of a template from key material: the same seed and template give the same key, as
 * Part 1 §14.2 and Part 3 §24.1 ask of primary objects. Part 1 §C.5 leaves the derivation open.
 */
function deriveKey(template: TpmtPublic, seed: Uint8Array, userAuth: Uint8Array): NewKey {
  if (template.type !== 'ecc') return refuse('TYPE', 'parameter', 2);
  const context = hash('sha256', encode(tpmtPublic, template));
  const scalar = deriveScalar(template.curve, seed, context);
  const point = publicPointOf(template.curve, scalar);
  const isParent =
    hasAttribute(template.objectAttributes, 'restricted') &&
    hasAttribute(template.objectAttributes, 'decrypt');
  const bits = bitsOfName[template.nameAlg];
  const seedValue = isParent ? kdfa('sha256', seed, 'SEED VALUE', context, none, bits) : none;
  return {
    public: { ...template, ...point },
    sensitive: { type: 'ecc', authValue: userAuth, seedValue, sensitive: scalar },
  };
}

/** TPM2B_SENSITIVE_DATA of a sealed object — Part 2 §11.1.14 (MAX_SYM_DATA). */
const mostSealed = 128;

/** A sealed data object — Part 1 §27.6: no key, so that it neither signs nor decrypts. */
function sealData(
  template: Extract<TpmtPublic, { type: 'keyedHash' }>,
  seed: Uint8Array,
  { userAuth, data }: SensitiveInput,
): NewKey {
  const has = (name: Parameters<typeof hasAttribute>[1]): boolean =>
    hasAttribute(template.objectAttributes, name);
  if (has('sign') || has('decrypt') || template.scheme.scheme !== 'null')
    refuse('SCHEME', 'parameter', 2);
  if (has('sensitiveDataOrigin') || data.length === 0) refuse('ATTRIBUTES', 'parameter', 2);
  if (data.length > mostSealed) refuse('SIZE', 'parameter', 1);
  const seedValue = kdfa('sha256', seed, 'SEED VALUE', none, none, bitsOfName[template.nameAlg]);
  return {
    public: { ...template, digest: hash(template.nameAlg, seedValue, data) },
    sensitive: { type: 'keyedHash', authValue: userAuth, seedValue, sensitive: data.slice() },
  };
}

/** A new object of a template — Part 3 §12.1, §24.1: an ECC key or sealed data. */
export function createObject(
  template: TpmtPublic,
  seed: Uint8Array,
  sensitive: SensitiveInput,
): NewKey {
  checkTemplate(template);
  return template.type === 'keyedHash'
    ? sealData(template, seed, sensitive)
    : deriveKey(template, seed, sensitive.userAuth);
}

/** The object below its parent, with its names — Part 1 §16. */
export function objectBelow(
  key: { readonly public: TpmtPublic; readonly sensitive: TpmtSensitive | null },
  parent: { readonly hierarchy: number; readonly qualifiedName: Uint8Array },
): TpmObject {
  const name = nameOf(key.public);
  return {
    public: key.public,
    sensitive: key.sensitive,
    name,
    qualifiedName: qualifiedNameOf(key.public.nameAlg, parent.qualifiedName, name),
    hierarchy: parent.hierarchy,
  };
}

/** A hierarchy seen as a parent: its qualified name is its handle. */
export const hierarchyParent = (hierarchy: number) => ({
  hierarchy,
  qualifiedName: handleName(hierarchy),
});

/** Proof of a hierarchy: what its tickets are made with. */
export const proofOf = (seed: Uint8Array): Uint8Array =>
  kdfa('sha256', seed, 'PROOF', none, none, 256);
