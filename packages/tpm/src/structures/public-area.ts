import { named, sized, tagged, u16, u32, type Value } from '@gatehouse/bytes';
import { algorithms, tpmiAlgHash, tpmiEccCurve } from '../algorithms.ts';
import { tpm2bDigest, tpm2bEccParameter, tpm2bPublicKeyRsa } from './basic.ts';
import {
  tpmtEccScheme,
  tpmtKdfScheme,
  tpmtKeyedHashScheme,
  tpmtRsaScheme,
  tpmtSymDefObject,
} from './schemes.ts';

const type = named('TPMI_ALG_PUBLIC', u16, algorithms('rsa', 'ecc', 'keyedHash', 'symCipher'));

/** TPMU_PUBLIC_PARMS — Part 2 §12.2.3.7, by type. */
const parameters = {
  rsa: { symmetric: tpmtSymDefObject, scheme: tpmtRsaScheme, keyBits: u16, exponent: u32 },
  ecc: {
    symmetric: tpmtSymDefObject,
    scheme: tpmtEccScheme,
    curve: tpmiEccCurve,
    kdf: tpmtKdfScheme,
  },
  keyedHash: { scheme: tpmtKeyedHashScheme },
  symCipher: { symmetric: tpmtSymDefObject },
} as const;

/** TPMT_PUBLIC_PARMS — Part 2 §12.2.3.8. */
export const tpmtPublicParms = tagged(
  'TPMT_PUBLIC_PARMS',
  { field: 'type', codec: type },
  {},
  parameters,
);

/**
 * TPMT_PUBLIC — Part 2 §12.2.4, parameters and unique part as fields of one object.
 *
 * `exponent` 0 stands for 65537; `n`, `x` and `y` are empty or zero in a template.
 */
export const tpmtPublic = tagged(
  'TPMT_PUBLIC',
  { field: 'type', codec: type },
  { nameAlg: tpmiAlgHash, objectAttributes: u32, authPolicy: tpm2bDigest },
  {
    rsa: { ...parameters.rsa, n: tpm2bPublicKeyRsa },
    ecc: { ...parameters.ecc, x: tpm2bEccParameter, y: tpm2bEccParameter },
    keyedHash: { ...parameters.keyedHash, digest: tpm2bDigest },
    symCipher: { ...parameters.symCipher, digest: tpm2bDigest },
  },
);
export type TpmtPublic = Value<typeof tpmtPublic>;
export type EccPublic = Extract<TpmtPublic, { type: 'ecc' }>;
export type RsaPublic = Extract<TpmtPublic, { type: 'rsa' }>;

/** TPM2B_PUBLIC — Part 2 §12.2.5. */
export const tpm2bPublic = sized('TPM2B_PUBLIC', u16, tpmtPublic);
