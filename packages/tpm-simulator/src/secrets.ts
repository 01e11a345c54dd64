import { ByteReader } from '@gatehouse/bytes';
import { digestSize, rsaOaepDecrypt } from '@gatehouse/bytes/crypto';
import { eccSeed, oaepLabel, type TpmtPublic, tpmsEccPoint } from '@gatehouse/tpm';
import { sharedX } from './ecc.ts';
import type { Machine } from './machine.ts';
import { isStorageKey } from './public-area-check.ts';
import type { TpmObject } from './tpm-object.ts';
import { type Place, refuse } from './tpm-refusal.ts';
import { readField } from './unreadable.ts';

/**
 * Whether a seed can be encrypted for the key: an asymmetric storage key, whose OAEP has room for it
 * (RFC 8017 §7.1.1: two digests and two bytes are lost).
 */
export function checkTakesSecret(area: TpmtPublic, position: number): void {
  const isAsymmetric = area.type === 'rsa' || area.type === 'ecc';
  if (!isAsymmetric || !isStorageKey(area)) refuse('TYPE', 'handle', position);
  if (area.type === 'rsa' && area.n.length < 3 * digestSize[area.nameAlg] + 2)
    refuse('KEY_SIZE', 'handle', position);
}

/** What a secret is for; part of the key derivation. */
type Label = 'IDENTITY' | 'SECRET' | 'DUPLICATE';

function rsaSecret(
  machine: Machine,
  { public: area, sensitive }: TpmObject,
  label: Label,
  secret: Uint8Array,
  fail: (code: 'SIZE' | 'VALUE') => never,
): Uint8Array {
  if (area.type !== 'rsa' || sensitive?.type !== 'rsa') return fail('VALUE');
  if (secret.length !== area.n.length) return fail('SIZE');
  const key = machine.rsaKeys.privateKey(area.n, sensitive);
  let seed: Uint8Array;
  try {
    seed = rsaOaepDecrypt(key, area.nameAlg, oaepLabel(label), secret);
  } catch {
    return fail('VALUE');
  }
  return seed.length <= digestSize[area.nameAlg] ? seed : fail('SIZE');
}

/**
 * The seed that was encrypted for a key, recovered with its private part — Part 1 §B.10.4 (RSA), §C.6.1
 * (ECC). `position` is that of the parameter; a point off the curve is refused with ECC_POINT.
 */
export function secretOf(
  machine: Machine,
  key: TpmObject,
  label: Label,
  secret: Uint8Array,
  position: number,
): Uint8Array {
  const { public: area, sensitive } = key;
  const place: Place = 'parameter';
  if (area.type !== 'ecc' || sensitive?.type !== 'ecc')
    return rsaSecret(machine, key, label, secret, (code) => refuse(code, place, position));
  const reader = new ByteReader(secret, 'TPM2B_ENCRYPTED_SECRET');
  const point = readField(tpmsEccPoint, reader, place, position);
  if (reader.remaining > 0) refuse('SIZE', place, position);
  const shared = sharedX(area.curve, sensitive.sensitive, point);
  if (shared === null) return refuse('ECC_POINT', place, position);
  return eccSeed(area, label, shared, point.x);
}
