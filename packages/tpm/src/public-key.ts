import { importEcPublicKey, importRsaPublicKey, type PublicKey } from '@gatehouse/bytes/crypto';
import { coordinateSize } from './algorithms.ts';
import { defaultExponent, padTo } from './spki.ts';
import type { TpmtPublic } from './structures/public-area.ts';

/**
 * The key of a public area (Part 2 §12.2.4), to verify with or to encrypt to. Throws when its point is not on
 * the curve or a number of it is too long; `TypeError` when the object has no public key.
 */
export function publicKeyOf(area: TpmtPublic): PublicKey {
  switch (area.type) {
    case 'ecc': {
      const size = coordinateSize[area.curve];
      return importEcPublicKey(area.curve, { x: padTo(size, area.x), y: padTo(size, area.y) });
    }
    case 'rsa': {
      const exponent = new Uint8Array(4);
      new DataView(exponent.buffer).setUint32(0, area.exponent || defaultExponent);
      return importRsaPublicKey(area.n, exponent);
    }
    default:
      throw new TypeError(`a ${area.type} object has no public key`);
  }
}
