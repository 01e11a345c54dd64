import { compare, type QuoteCheck, type Rule } from './quote-check.ts';
import { hasAttribute, type ObjectAttribute } from './structures/attributes.ts';
import type { TpmtPublic } from './structures/public-area.ts';

interface AttributeRule extends Rule {
  readonly attribute: ObjectAttribute;
  readonly set: boolean;
  readonly reason: string;
}

/** What an attestation key must be: one row per attribute (Part 2 §8.3.3, Part 1 §23). */
const attributeRules: readonly AttributeRule[] = [
  {
    id: 'ak-restricted',
    title: 'The attestation key signs only what the TPM made',
    source: 'TPM 2.0 Part 2 §8.3.3.9',
    attribute: 'restricted',
    set: true,
    reason: 'An unrestricted key can sign a quote that was made up outside the TPM.',
  },
  {
    id: 'ak-sign',
    title: 'The attestation key is a signing key',
    source: 'TPM 2.0 Part 2 §8.3.3.11',
    attribute: 'sign',
    set: true,
    reason: 'Without the sign attribute the key cannot quote.',
  },
  {
    id: 'ak-not-decrypt',
    title: 'The attestation key is no decryption key',
    source: 'TPM 2.0 Part 2 §8.3.3.10',
    attribute: 'decrypt',
    set: false,
    reason: 'A key for both uses is no attestation key.',
  },
  {
    id: 'ak-fixed-tpm',
    title: 'The attestation key cannot leave its TPM',
    source: 'TPM 2.0 Part 2 §8.3.3.2',
    attribute: 'fixedTpm',
    set: true,
    reason: 'A key that may be duplicated can quote on another machine.',
  },
  {
    id: 'ak-fixed-parent',
    title: 'The attestation key cannot change its parent',
    source: 'TPM 2.0 Part 2 §8.3.3.4',
    attribute: 'fixedParent',
    set: true,
    reason: 'A key that may be moved below another parent is not bound to this endorsement key.',
  },
  {
    id: 'ak-sensitive-data-origin',
    title: 'The TPM itself made the attestation key',
    source: 'TPM 2.0 Part 2 §8.3.3.5',
    attribute: 'sensitiveDataOrigin',
    set: true,
    reason: 'The private part was made outside the TPM and may be known to others.',
  },
];

const typeRule: Rule = {
  id: 'ak-type',
  title: 'The attestation key is an RSA or ECC key',
  source: 'TPM 2.0 Part 2 §12.2.2',
};

/** Whether a public area is that of an attestation key that signs nothing but what its TPM made. */
export const checkAkPublic = (publicArea: TpmtPublic): readonly QuoteCheck[] => [
  compare(
    typeRule,
    'asymmetric',
    publicArea.type === 'rsa' || publicArea.type === 'ecc' ? 'asymmetric' : publicArea.type,
    'Only an asymmetric key can be verified without its secret.',
  ),
  ...attributeRules.map((rule) =>
    compare(
      rule,
      attributeText(rule.attribute, rule.set),
      attributeText(rule.attribute, hasAttribute(publicArea.objectAttributes, rule.attribute)),
      rule.reason,
    ),
  ),
];

const attributeText = (attribute: ObjectAttribute, isSet: boolean): string =>
  isSet ? `${attribute} set` : `${attribute} clear`;
