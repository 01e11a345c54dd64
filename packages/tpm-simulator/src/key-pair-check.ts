import { equalBytes } from '@gatehouse/bytes';
import { digestSize, hash } from '@gatehouse/bytes/crypto';
import {
  coordinateSize,
  padTo,
  type ResponseCodeName,
  type TpmtPublic,
  type TpmtSensitive,
} from '@gatehouse/tpm';
import { isOnCurve, publicPointOf } from './ecc.ts';
import { hasOurExponent } from './public-area-check.ts';
import { isRsaPair } from './rsa-key.ts';
import { refuse } from './tpm-refusal.ts';

type Ecc = Extract<TpmtPublic, { type: 'ecc' }>;

const fits = (size: number, bytes: Uint8Array): boolean =>
  bytes.length <= size || bytes.subarray(0, bytes.length - size).every((byte) => byte === 0);

function uniqueProblem(area: TpmtPublic): ResponseCodeName | null {
  switch (area.type) {
    case 'rsa': {
      const isWhole = area.n.length === area.keyBits / 8 && (area.n[0] ?? 0) >= 0x80;
      return isWhole && ((area.n.at(-1) ?? 0) & 1) === 1 ? null : 'KEY';
    }
    case 'ecc': {
      const size = coordinateSize[area.curve];
      const isPoint = fits(size, area.x) && fits(size, area.y) && isOnCurve(area.curve, area);
      return isPoint ? null : 'ECC_POINT';
    }
    case 'keyedHash':
    case 'symCipher':
      return area.digest.length === digestSize[area.nameAlg] ? null : 'KEY';
  }
}

/** Whether a scalar in [1, n-1] has this point — SEC 1 §3.2.1. */
function isScalarOf(area: Ecc, scalar: Uint8Array): boolean {
  if (scalar.length !== coordinateSize[area.curve]) return false;
  try {
    const { x, y } = publicPointOf(area.curve, scalar);
    return equalBytes(x, padTo(x.length, area.x)) && equalBytes(y, padTo(y.length, area.y));
  } catch {
    return false;
  }
}

const hasKeySize = (
  { symmetric }: Extract<TpmtPublic, { type: 'symCipher' }>,
  { sensitive }: { readonly sensitive: Uint8Array },
): boolean => symmetric.algorithm !== 'null' && symmetric.keyBits === 8 * sensitive.length;

function isPair(area: TpmtPublic, sensitive: TpmtSensitive): boolean {
  if (area.type === 'rsa' && sensitive.type === 'rsa')
    return hasOurExponent(area) && isRsaPair(area.n, sensitive.sensitive);
  if (area.type === 'ecc' && sensitive.type === 'ecc') return isScalarOf(area, sensitive.sensitive);
  if (area.type === 'symCipher' && sensitive.type === 'symCipher' && !hasKeySize(area, sensitive))
    return false;
  if (sensitive.type === area.type && (area.type === 'keyedHash' || area.type === 'symCipher'))
    return equalBytes(area.digest, hash(area.nameAlg, sensitive.seedValue, sensitive.sensitive));
  return false;
}

/**
 * Refuses what was not made here and is no key: a public part that cannot be one, or a sensitive part
 * of another key — Part 3 §12.3.1 (BINDING). Positions are those of the parameters.
 */
export function checkKeyPair(
  area: TpmtPublic,
  sensitive: TpmtSensitive | null,
  position: { readonly public: number; readonly sensitive: number },
): void {
  const problem = uniqueProblem(area);
  if (problem !== null) refuse(problem, 'parameter', position.public);
  if (sensitive === null) return;
  if (sensitive.authValue.length > digestSize[area.nameAlg])
    refuse('SIZE', 'parameter', position.sensitive);
  if (!isPair(area, sensitive)) refuse('BINDING', 'parameter', position.sensitive);
}
