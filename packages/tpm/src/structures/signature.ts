import { named, tagged, u16, type Value } from '@gatehouse/bytes';
import { algorithms, tpmiAlgHash } from '../algorithms.ts';
import { tpm2bEccParameter, tpm2bPublicKeyRsa, tpmtHa } from './basic.ts';

const rsa = { hash: tpmiAlgHash, sig: tpm2bPublicKeyRsa };
const ecc = { hash: tpmiAlgHash, signatureR: tpm2bEccParameter, signatureS: tpm2bEccParameter };

/** TPMT_SIGNATURE — Part 2 §11.3.4. */
export const tpmtSignature = tagged(
  'TPMT_SIGNATURE',
  {
    field: 'sigAlg',
    codec: named(
      'TPMI_ALG_SIG_SCHEME',
      u16,
      algorithms('rsassa', 'rsapss', 'ecdsa', 'hmac', 'null'),
    ),
  },
  {},
  { rsassa: rsa, rsapss: rsa, ecdsa: ecc, hmac: { hmac: tpmtHa }, null: {} },
);
export type TpmtSignature = Value<typeof tpmtSignature>;
