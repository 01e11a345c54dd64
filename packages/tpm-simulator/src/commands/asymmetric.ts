import { concat } from '@gatehouse/bytes';
import {
  type HashName,
  rsaOaepDecrypt,
  rsaOaepEncrypt,
  rsaPrivateBlock,
  rsaPublicBlock,
} from '@gatehouse/bytes/crypto';
import type { RsaPublic } from '@gatehouse/tpm';
import { rsaPublicKeyOf } from '../asymmetric.ts';
import { deriveScalar, type EccPoint, publicPointOf, sharedPoint } from '../ecc.ts';
import type { Actions } from '../execution.ts';
import { objectOf } from '../loaded.ts';
import { attributesOf } from '../public-area-check.ts';
import { pkcs1Encryption, pkcs1Message } from '../rsa-padding.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

type Scheme =
  | { readonly scheme: 'rsaes' | 'null' }
  | { readonly scheme: 'oaep'; readonly hash: HashName };

/** The key's own encryption scheme, or the asked one for a key without — Part 3 §14.2. */
function schemeOf({ scheme: own }: RsaPublic, asked: Scheme): Scheme {
  if (own.scheme === 'null') return asked;
  const hash = 'hash' in asked ? asked.hash : undefined;
  const ownHash = 'hash' in own ? own.hash : undefined;
  const agrees = asked.scheme === 'null' || (asked.scheme === own.scheme && hash === ownHash);
  if (agrees && own.scheme === 'oaep') return own;
  return agrees && own.scheme === 'rsaes' ? { scheme: 'rsaes' } : refuse('SCHEME', 'parameter', 2);
}

/** A label ends with NUL — Part 1 §B.4. */
function checkLabel(label: Uint8Array): void {
  if (label.length > 0 && label.at(-1) !== 0) refuse('VALUE', 'parameter', 3);
}

function rsaKeyOf(machine: Parameters<typeof objectOf>[0], handle: number | undefined) {
  const key = objectOf(machine, handle);
  const { public: area } = key;
  if (area.type !== 'rsa') return refuse('KEY', 'handle');
  const has = attributesOf(area);
  if (has('restricted') || !has('decrypt')) refuse('ATTRIBUTES', 'handle');
  return { key, area };
}

/** A number as long as the modulus; null when it has more digits. */
function filled(size: number, message: Uint8Array): Uint8Array | null {
  const excess = message.length - size;
  return excess > 0 ? null : concat(new Uint8Array(-excess), message);
}

function eccKeyOf({ public: area, sensitive }: TpmObject) {
  if (area.type !== 'ecc') return refuse('KEY', 'handle');
  const has = attributesOf(area);
  if (has('restricted') || !has('decrypt')) refuse('ATTRIBUTES', 'handle');
  return {
    curve: area.curve,
    area,
    scalar: sensitive?.type === 'ecc' ? sensitive.sensitive : null,
  };
}

const orRefused = (point: EccPoint | null, position: number): EccPoint =>
  point ?? refuse('ECC_POINT', 'parameter', position);

/** Asymmetric primitives — Part 3 §14. */
export const asymmetricActions: Actions<'rsaEncrypt' | 'rsaDecrypt' | 'ecdhKeyGen' | 'ecdhZGen'> = {
  rsaEncrypt({ machine, handles, parameters: { message, inScheme, label } }) {
    const { area } = rsaKeyOf(machine, handles[0]);
    const scheme = schemeOf(area, inScheme);
    checkLabel(label);
    const size = area.n.length;
    const key = rsaPublicKeyOf(area) ?? refuse('KEY', 'handle');
    try {
      if (scheme.scheme === 'oaep')
        return { outData: rsaOaepEncrypt(key, scheme.hash, label, message) };
      const block =
        scheme.scheme === 'rsaes'
          ? pkcs1Encryption(size, message, machine.randomBytes)
          : filled(size, message);
      if (block !== null) return { outData: rsaPublicBlock(key, block) };
    } catch {
      // Too long for its padding, or not below the modulus.
    }
    return refuse('VALUE', 'parameter', 1);
  },
  rsaDecrypt({ machine, handles, parameters: { cipherText, inScheme, label } }) {
    const { key, area } = rsaKeyOf(machine, handles[0]);
    if (key.sensitive?.type !== 'rsa') return refuse('KEY', 'handle');
    const scheme = schemeOf(area, inScheme);
    checkLabel(label);
    if (cipherText.length !== area.n.length) refuse('SIZE', 'parameter', 1);
    const privateKey = machine.rsaKeys.privateKey(area.n, key.sensitive);
    try {
      if (scheme.scheme === 'oaep')
        return { message: rsaOaepDecrypt(privateKey, scheme.hash, label, cipherText) };
      const block = rsaPrivateBlock(privateKey, cipherText);
      const message = scheme.scheme === 'rsaes' ? pkcs1Message(block) : block;
      if (message !== null) return { message };
    } catch {
      // Not below the modulus, or wrongly padded.
    }
    return refuse('VALUE', 'parameter', 1);
  },
  ecdhKeyGen({ machine, handles }) {
    const { curve, area } = eccKeyOf(objectOf(machine, handles[0]));
    const scalar = deriveScalar(curve, machine.randomBytes(32), new Uint8Array());
    const shared = sharedPoint(curve, scalar, area);
    return { zPoint: shared ?? refuse('KEY', 'handle'), pubPoint: publicPointOf(curve, scalar) };
  },
  ecdhZGen({ machine, handles, parameters: { inPoint } }) {
    const { curve, scalar } = eccKeyOf(objectOf(machine, handles[0]));
    if (scalar === null) return refuse('KEY', 'handle');
    return { outPoint: orRefused(sharedPoint(curve, scalar, inPoint), 1) };
  },
};
