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

export interface NewKey {
  readonly public: TpmtPublic;
  readonly sensitive: TpmtSensitive;
}

/**
 * An ECC key of a template from key material: the same seed and template give the same key, as
 * Part 1 §14.2 and Part 3 §24.1 ask of primary objects. Part 1 §C.5 leaves the derivation open.
 */
export function deriveKey(template: TpmtPublic, seed: Uint8Array, userAuth: Uint8Array): NewKey {
  checkTemplate(template);
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
