import { equalBytes } from '@gatehouse/bytes';
import {
  equalSecrets,
  hash,
  hmac,
  type PublicKey,
  rsaPrivateBlock,
  rsaPublicBlock,
} from '@gatehouse/bytes/crypto';
import { publicKeyOf, type RsaPublic, type TpmtSignature } from '@gatehouse/tpm';
import { signDigest, verifyDigest } from './ecc.ts';
import type { Machine } from './machine.ts';
import { isPssSignature, pkcs1Signature, pssSaltSize, pssSignature } from './rsa-padding.ts';
import type { SigningScheme } from './signing-scheme.ts';
import type { TpmObject } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

/** The public key of an area; null when OpenSSL does not take it. */
export function rsaPublicKeyOf(area: RsaPublic): PublicKey | null {
  try {
    return publicKeyOf(area);
  } catch {
    return null;
  }
}

function rsaSignature(
  machine: Machine,
  { public: area, sensitive }: TpmObject,
  { scheme, hash }: SigningScheme,
  digest: Uint8Array,
): Uint8Array {
  if (area.type !== 'rsa' || sensitive?.type !== 'rsa') return refuse('KEY', 'handle');
  const size = area.n.length;
  const block =
    scheme === 'rsassa'
      ? pkcs1Signature(size, hash, digest)
      : pssSignature(size, hash, digest, machine.randomBytes(pssSaltSize(size, hash)));
  if (block === null) return refuse('SIZE', 'parameter', 1);
  return rsaPrivateBlock(machine.rsaKeys.privateKey(area.n, sensitive), block);
}

/** Signs a digest with the private part of a key — Part 1 §B.6, §B.7, §C.4.2. */
export function signWith(
  machine: Machine,
  key: TpmObject,
  scheme: SigningScheme,
  digest: Uint8Array,
): TpmtSignature {
  const { public: area, sensitive } = key;
  const { hash } = scheme;
  if (scheme.scheme === 'hmac') {
    if (sensitive?.type !== 'keyedHash') return refuse('KEY', 'handle');
    return { sigAlg: 'hmac', hmac: { hash, digest: hmac(hash, sensitive.sensitive, digest) } };
  }
  if (scheme.scheme !== 'ecdsa')
    return { sigAlg: scheme.scheme, hash, sig: rsaSignature(machine, key, scheme, digest) };
  if (area.type !== 'ecc' || sensitive?.type !== 'ecc') return refuse('KEY', 'handle');
  const { r, s } = signDigest(area.curve, sensitive.sensitive, digest);
  return { sigAlg: 'ecdsa', hash, signatureR: r, signatureS: s };
}

/** As {@link signWith}, over the digest of what the TPM itself has said. */
export function signStatement(
  machine: Machine,
  key: TpmObject,
  scheme: SigningScheme,
  statement: Uint8Array,
): TpmtSignature {
  const { public: area, sensitive } = key;
  const { hash: name } = scheme;
  if (scheme.scheme !== 'ecdsa' || area.type !== 'ecc' || sensitive?.type !== 'ecc')
    return signWith(machine, key, scheme, hash(name, statement));
  const { r, s } = machine.eccKeys.sign(area, sensitive, name, statement);
  return { sigAlg: 'ecdsa', hash: name, signatureR: r, signatureS: s };
}

function isRsaSignature(
  area: RsaPublic,
  { sigAlg, hash, sig }: Extract<TpmtSignature, { sigAlg: 'rsassa' | 'rsapss' }>,
  digest: Uint8Array,
): boolean {
  const key = rsaPublicKeyOf(area);
  if (key === null || sig.length !== area.n.length) return false;
  let block: Uint8Array;
  try {
    block = rsaPublicBlock(key, sig);
  } catch {
    return false;
  }
  if (sigAlg === 'rsapss') return isPssSignature(block, hash, digest);
  const expected = pkcs1Signature(sig.length, hash, digest);
  return expected !== null && equalBytes(block, expected);
}

/** Whether the signature over `digest` is by the key; null when the key cannot verify its scheme. */
export function isSignedBy(
  { public: area, sensitive }: TpmObject,
  signature: TpmtSignature,
  digest: Uint8Array,
): boolean | null {
  if (sensitive?.type === 'keyedHash' && signature.sigAlg === 'hmac') {
    const { hash, digest: given } = signature.hmac;
    return equalSecrets(hmac(hash, sensitive.sensitive, digest), given);
  }
  if (area.type === 'ecc' && signature.sigAlg === 'ecdsa')
    return verifyDigest(area.curve, area, digest, {
      r: signature.signatureR,
      s: signature.signatureS,
    });
  if (area.type === 'rsa' && (signature.sigAlg === 'rsassa' || signature.sigAlg === 'rsapss'))
    return isRsaSignature(area, signature, digest);
  return null;
}
