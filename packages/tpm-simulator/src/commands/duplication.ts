import { concat, encode } from '@gatehouse/bytes';
import { aesCfbDecrypt, aesCfbEncrypt, equalSecrets, hash } from '@gatehouse/bytes/crypto';
import { encapsulateSeed, nameOf, permanentHandle, tpm2bDigest } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { checkKeyPair } from '../key-pair-check.ts';
import { objectOf } from '../loaded.ts';
import type { Machine } from '../machine.ts';
import {
  decodeSensitive,
  encodeSensitive,
  newParentProtector,
  protect,
  unprotect,
  wrapSensitive,
} from '../private-area.ts';
import { attributesOf, checkPublicArea } from '../public-area-check.ts';
import { checkTakesSecret, secretOf } from '../secrets.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';
import { parentOf } from './objects.ts';

const none = new Uint8Array();
const aesSizes: readonly number[] = [128, 192, 256];

interface Inner {
  readonly key: Uint8Array;
  readonly nameAlg: TpmObject['public']['nameAlg'];
  readonly name: Uint8Array;
}

/** The inner wrapper, with its own symmetric key — Part 1 §23.3.2.3. */
function wrapInner(sensitive: Uint8Array, { key, nameAlg, name }: Inner): Uint8Array {
  const integrity = hash(nameAlg, sensitive, name);
  return aesCfbEncrypt(key, concat(encode(tpm2bDigest, integrity), sensitive));
}

function unwrapInner(wrapped: Uint8Array, { key, nameAlg, name }: Inner): Uint8Array {
  const clear = aesCfbDecrypt(key, wrapped);
  const size = ((clear[0] ?? 0) << 8) | (clear[1] ?? 0);
  if (size > clear.length - 2) return refuse('SIZE', 'parameter', 3);
  const integrity = clear.subarray(2, 2 + size);
  const sensitive = clear.subarray(2 + size);
  return equalSecrets(integrity, hash(nameAlg, sensitive, name))
    ? sensitive
    : refuse('INTEGRITY', 'parameter', 3);
}

/** Key bytes of the inner wrapper's algorithm; null for TPM_ALG_NULL. */
function innerKeySize(
  symmetric: { readonly algorithm: string; readonly keyBits?: number; readonly mode?: string },
  position: number,
): number | null {
  const { algorithm, keyBits = 0, mode } = symmetric;
  if (algorithm === 'null') return null;
  if (algorithm !== 'aes') return refuse('SYMMETRIC', 'parameter', position);
  if (mode !== 'cfb') return refuse('MODE', 'parameter', position);
  return aesSizes.includes(keyBits) ? keyBits / 8 : refuse('VALUE', 'parameter', position);
}

/** The outer wrapper for a new parent; nothing for TPM_RH_NULL. */
function wrapOuter(parent: TpmObject | null, name: Uint8Array, content: Uint8Array) {
  if (parent === null) return { content, outSymSeed: none };
  const { seed, encryptedSecret } = encapsulateSeed(parent.public, 'DUPLICATE');
  const protector = newParentProtector(parent.public, seed);
  return { content: protect(protector, name, content, null), outSymSeed: encryptedSecret };
}

/** Inverse of {@link wrapOuter}; positions are those of the parameters. */
function unwrapOuter(
  machine: Machine,
  parent: TpmObject,
  name: Uint8Array,
  { content, seed }: { readonly content: Uint8Array; readonly seed: Uint8Array },
  at: { readonly content: number; readonly seed: number },
): Uint8Array {
  const opened = secretOf(machine, parent, 'DUPLICATE', seed, at.seed);
  const inner = unprotect(newParentProtector(parent.public, opened), name, content, false);
  return typeof inner === 'string' ? refuse(inner, 'parameter', at.content) : inner;
}

const isNull = (handle: number | undefined): boolean => handle === permanentHandle.null;

function newParentOf(machine: Machine, handle: number | undefined): TpmObject | null {
  if (isNull(handle)) return null;
  const parent = objectOf(machine, handle, 2);
  checkTakesSecret(parent.public, 2);
  return parent;
}

/** Duplication — Part 3 §13. */
export const duplicationActions: Actions<'duplicate' | 'rewrap' | 'import'> = {
  duplicate({ machine, handles, parameters: { encryptionKeyIn, symmetricAlg } }) {
    const object = objectOf(machine, handles[0]);
    const { public: area, sensitive, name } = object;
    if (attributesOf(area)('fixedParent')) refuse('ATTRIBUTES', 'handle');
    const parent = newParentOf(machine, handles[1]);
    const keySize = innerKeySize(symmetricAlg, 2);
    if (attributesOf(area)('encryptedDuplication')) {
      if (keySize === null) refuse('SYMMETRIC', 'parameter', 2);
      if (parent === null) refuse('HIERARCHY', 'handle', 2);
    }
    if (![0, keySize ?? 0].includes(encryptionKeyIn.length)) refuse('SIZE', 'parameter', 1);
    if (sensitive === null) return refuse('TYPE', 'handle');
    const made = encryptionKeyIn.length === 0 && keySize !== null;
    const key = made ? machine.randomBytes(keySize) : encryptionKeyIn;
    const clear = encodeSensitive(sensitive);
    const inner = keySize === null ? clear : wrapInner(clear, { key, nameAlg: area.nameAlg, name });
    const { content, outSymSeed } = wrapOuter(parent, name, inner);
    return { encryptionKeyOut: made ? key : none, duplicate: content, outSymSeed };
  },
  rewrap({ machine, handles, parameters: { inDuplicate, name, inSymSeed } }) {
    const wrapped = inSymSeed.length > 0;
    if (wrapped === isNull(handles[0])) refuse('HANDLE', 'handle');
    const inner = wrapped
      ? unwrapOuter(
          machine,
          parentOf(machine, handles[0]),
          name,
          { content: inDuplicate, seed: inSymSeed },
          { content: 1, seed: 3 },
        )
      : inDuplicate;
    const { content, outSymSeed } = wrapOuter(newParentOf(machine, handles[1]), name, inner);
    return { outDuplicate: content, outSymSeed };
  },
  import({ machine, handles, parameters }) {
    const { encryptionKey, objectPublic, duplicate, inSymSeed, symmetricAlg } = parameters;
    const has = attributesOf(objectPublic);
    if (has('fixedTpm') || has('fixedParent')) refuse('ATTRIBUTES', 'parameter', 2);
    const parent = parentOf(machine, handles[0]);
    const keySize = innerKeySize(symmetricAlg, 5);
    if (encryptionKey.length !== (keySize ?? 0)) refuse('SIZE', 'parameter', 1);
    if (has('encryptedDuplication') && keySize === null) refuse('ATTRIBUTES', 'parameter', 1);
    checkPublicArea(objectPublic, parent, 2);
    const name = nameOf(objectPublic);
    const inner =
      inSymSeed.length === 0
        ? duplicate
        : unwrapOuter(
            machine,
            parent,
            name,
            { content: duplicate, seed: inSymSeed },
            { content: 3, seed: 4 },
          );
    const clear =
      keySize === null
        ? inner
        : unwrapInner(inner, { key: encryptionKey, nameAlg: objectPublic.nameAlg, name });
    const sensitive = decodeSensitive(clear) ?? refuse('SIZE', 'parameter', 3);
    if (sensitive.type !== objectPublic.type) refuse('TYPE', 'parameter', 2);
    checkKeyPair(objectPublic, sensitive, { public: 2, sensitive: 3 });
    return { outPrivate: wrapSensitive(parent, name, sensitive, machine.randomBytes(16)) };
  },
};
