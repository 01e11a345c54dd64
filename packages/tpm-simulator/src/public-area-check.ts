import { digestSize } from '@gatehouse/bytes/crypto';
import {
  hasAttribute,
  type ObjectAttribute,
  objectAttribute,
  type ResponseCodeName,
  type RsaPublic,
  type TpmtPublic,
} from '@gatehouse/tpm';
import type { TpmObject } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

type Has = (name: ObjectAttribute) => boolean;

export const attributesOf =
  ({ objectAttributes }: TpmtPublic): Has =>
  (name) =>
    hasAttribute(objectAttributes, name);

/** A key below which others are kept: restricted and for decryption — Part 1 §23.3. */
export const isStorageKey = (area: TpmtPublic): boolean => {
  const has = attributesOf(area);
  return has('restricted') && has('decrypt');
};

const reserved = ~Object.values(objectAttribute).reduce<number>((word, bit) => word | bit, 0);

/** The attributes must agree with each other and with the parent's — Part 2 §8.3.3. */
function attributesProblem(area: TpmtPublic, parent: TpmtPublic | null): ResponseCodeName | null {
  const has = attributesOf(area);
  const parentHas = parent === null ? null : attributesOf(parent);
  if ((area.objectAttributes & reserved) !== 0) return 'RESERVED_BITS';
  if (![0, digestSize[area.nameAlg]].includes(area.authPolicy.length)) return 'SIZE';
  const belowFixed = parentHas === null || parentHas('fixedTpm');
  if (has('fixedTpm') !== (has('fixedParent') && belowFixed)) return 'ATTRIBUTES';
  if (has('fixedTpm') && has('encryptedDuplication')) return 'ATTRIBUTES';
  if (!belowFixed && parentHas?.('encryptedDuplication') !== has('encryptedDuplication'))
    return 'ATTRIBUTES';
  const [signs, decrypts] = [has('sign'), has('decrypt')];
  if (has('restricted') && signs === decrypts) return 'ATTRIBUTES';
  return area.type !== 'keyedHash' && !signs && !decrypts ? 'ATTRIBUTES' : null;
}

const signing: readonly string[] = ['rsassa', 'rsapss', 'ecdsa'];
const decrypting: readonly string[] = ['rsaes', 'oaep', 'ecdh'];
export const rsaKeySizes: readonly number[] = [1024, 2048, 3072, 4096];
/** RSA keys that are made or loaded here have the exponent 65537, which 0 stands for. */
export const hasOurExponent = ({ exponent }: RsaPublic): boolean => [0, 65537].includes(exponent);
const aesSizes: readonly number[] = [128, 192, 256];

type Asymmetric = Extract<TpmtPublic, { type: 'rsa' | 'ecc' }>;

/** A storage key encrypts what is below it, with AES in CFB mode; no other key has such an algorithm. */
function symmetricProblem(area: Asymmetric): ResponseCodeName | null {
  const { symmetric } = area;
  if (!isStorageKey(area)) return symmetric.algorithm === 'null' ? null : 'SYMMETRIC';
  if (symmetric.algorithm !== 'aes') return 'SYMMETRIC';
  if (symmetric.mode !== 'cfb') return 'MODE';
  return aesSizes.includes(symmetric.keyBits) ? null : 'VALUE';
}

/** Part 2 §12.2.3.5: which scheme fits the use of the key. */
function isFitting(area: Asymmetric): boolean {
  const has = attributesOf(area);
  const { scheme } = area.scheme;
  if (scheme === 'null') return !(has('sign') && has('restricted'));
  if (has('sign') === has('decrypt') || isStorageKey(area)) return false;
  return (has('sign') ? signing : decrypting).includes(scheme);
}

function asymmetricProblem(area: Asymmetric): ResponseCodeName | null {
  const symmetric = symmetricProblem(area);
  if (symmetric !== null) return symmetric;
  if (!isFitting(area)) return 'SCHEME';
  if (area.type === 'ecc') return area.kdf.scheme === 'null' ? null : 'KDF';
  return rsaKeySizes.includes(area.keyBits) ? null : 'VALUE';
}

/** Sealed data has no scheme, a signing key that of HMAC; others we do not compute. */
function keyedHashProblem(
  area: Extract<TpmtPublic, { type: 'keyedHash' }>,
): ResponseCodeName | null {
  const has = attributesOf(area);
  const name = area.scheme.scheme;
  if (has('decrypt')) return 'SCHEME';
  if (!has('sign')) return name === 'null' ? null : 'SCHEME';
  return name === 'hmac' ? null : 'SCHEME';
}

/** AES alone, with CFB or, for a key that leaves it to its use, no mode. */
function symCipherProblem({
  symmetric,
}: Extract<TpmtPublic, { type: 'symCipher' }>): ResponseCodeName | null {
  if (symmetric.algorithm !== 'aes') return 'SYMMETRIC';
  if (symmetric.mode !== 'cfb' && symmetric.mode !== 'null') return 'MODE';
  return aesSizes.includes(symmetric.keyBits) ? null : 'VALUE';
}

function schemeProblem(area: TpmtPublic): ResponseCodeName | null {
  switch (area.type) {
    case 'rsa':
    case 'ecc':
      return asymmetricProblem(area);
    case 'keyedHash':
      return keyedHashProblem(area);
    case 'symCipher':
      return symCipherProblem(area);
  }
}

/** Refuses a public area that contradicts itself or its parent; `position` is the parameter's. */
export function checkPublicArea(
  area: TpmtPublic,
  parent: TpmObject | null,
  position: number,
): void {
  const problem = attributesProblem(area, parent?.public ?? null) ?? schemeProblem(area);
  if (problem !== null) refuse(problem, 'parameter', position);
}

/** Scheme and algorithms alone: of a key from elsewhere, whose parent is not known. */
export function checkScheme(area: TpmtPublic, position: number): void {
  const problem = schemeProblem(area);
  if (problem !== null) refuse(problem, 'parameter', position);
}
