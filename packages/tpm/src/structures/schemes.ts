import { named, struct, tagged, u16, type Value } from '@gatehouse/bytes';
import { algorithms, tpmiAlgHash, tpmiEccCurve } from '../algorithms.ts';
import { tpm2bEccParameter } from './basic.ts';

const hash = { hash: tpmiAlgHash };
export const tpmiAlgSymMode = named(
  'TPMI_ALG_SYM_MODE',
  u16,
  algorithms('ctr', 'ofb', 'cbc', 'cfb', 'ecb', 'null'),
);
const block = { keyBits: u16, mode: tpmiAlgSymMode };

/** TPMT_SYM_DEF_OBJECT — Part 2 §11.1.7: the symmetric algorithm of a storage key, or `null`. */
export const tpmtSymDefObject = tagged(
  'TPMT_SYM_DEF_OBJECT',
  {
    field: 'algorithm',
    codec: named('TPMI_ALG_SYM_OBJECT', u16, algorithms('aes', 'sm4', 'camellia', 'null')),
  },
  {},
  { aes: block, sm4: block, camellia: block, null: {} },
);

/** TPMT_SYM_DEF — Part 2 §11.1.6: parameter encryption of a session. */
export const tpmtSymDef = tagged(
  'TPMT_SYM_DEF',
  { field: 'algorithm', codec: named('TPMI_ALG_SYM', u16, algorithms('aes', 'xor', 'null')) },
  {},
  { aes: block, xor: hash, null: {} },
);

export type SymmetricDefinition = Value<typeof tpmtSymDef>;

/** TPMT_SIG_SCHEME — Part 2 §11.2.1.5; `null` asks for the key's own scheme. */
export const tpmtSigScheme = tagged(
  'TPMT_SIG_SCHEME',
  {
    field: 'scheme',
    codec: named(
      'TPMI_ALG_SIG_SCHEME',
      u16,
      algorithms('rsassa', 'rsapss', 'ecdsa', 'ecdaa', 'sm2', 'ecschnorr', 'hmac', 'null'),
    ),
  },
  {},
  {
    rsassa: hash,
    rsapss: hash,
    ecdsa: hash,
    ecdaa: { ...hash, count: u16 },
    sm2: hash,
    ecschnorr: hash,
    hmac: hash,
    null: {},
  },
);

/** TPMT_RSA_SCHEME — Part 2 §11.2.4.2. */
export const tpmtRsaScheme = tagged(
  'TPMT_RSA_SCHEME',
  {
    field: 'scheme',
    codec: named(
      'TPMI_ALG_RSA_SCHEME',
      u16,
      algorithms('rsassa', 'rsaes', 'rsapss', 'oaep', 'null'),
    ),
  },
  {},
  { rsassa: hash, rsaes: {}, rsapss: hash, oaep: hash, null: {} },
);

/** TPMT_RSA_DECRYPT — Part 2 §11.2.4.4; `null` asks for the key's own scheme. */
export const tpmtRsaDecrypt = tagged(
  'TPMT_RSA_DECRYPT',
  {
    field: 'scheme',
    codec: named('TPMI_ALG_RSA_DECRYPT', u16, algorithms('rsaes', 'oaep', 'null')),
  },
  {},
  { rsaes: {}, oaep: hash, null: {} },
);

/** TPMT_ECC_SCHEME — Part 2 §11.2.5.6. */
export const tpmtEccScheme = tagged(
  'TPMT_ECC_SCHEME',
  {
    field: 'scheme',
    codec: named(
      'TPMI_ALG_ECC_SCHEME',
      u16,
      algorithms('ecdsa', 'ecdh', 'ecdaa', 'sm2', 'ecschnorr', 'ecmqv', 'null'),
    ),
  },
  {},
  {
    ecdsa: hash,
    ecdh: hash,
    ecdaa: { ...hash, count: u16 },
    sm2: hash,
    ecschnorr: hash,
    ecmqv: hash,
    null: {},
  },
);

/** TPMT_KDF_SCHEME — Part 2 §11.2.3.3. */
export const tpmtKdfScheme = tagged(
  'TPMT_KDF_SCHEME',
  {
    field: 'scheme',
    codec: named(
      'TPMI_ALG_KDF',
      u16,
      algorithms('mgf1', 'kdf1Sp800_56a', 'kdf2', 'kdf1Sp800_108', 'null'),
    ),
  },
  {},
  { mgf1: hash, kdf1Sp800_56a: hash, kdf2: hash, kdf1Sp800_108: hash, null: {} },
);

/** TPMT_KEYEDHASH_SCHEME — Part 2 §11.1.23. */
export const tpmtKeyedHashScheme = tagged(
  'TPMT_KEYEDHASH_SCHEME',
  {
    field: 'scheme',
    codec: named('TPMI_ALG_KEYEDHASH_SCHEME', u16, algorithms('hmac', 'xor', 'null')),
  },
  {},
  {
    hmac: hash,
    xor: {
      ...hash,
      kdf: named(
        'TPMI_ALG_KDF',
        u16,
        algorithms('mgf1', 'kdf1Sp800_56a', 'kdf2', 'kdf1Sp800_108', 'null'),
      ),
    },
    null: {},
  },
);

/** TPMS_ALGORITHM_DETAIL_ECC — Part 2 §11.2.5.8; integers big-endian. */
export const tpmsAlgorithmDetailEcc = struct('TPMS_ALGORITHM_DETAIL_ECC', {
  curveId: tpmiEccCurve,
  keySize: u16,
  kdf: tpmtKdfScheme,
  sign: tpmtEccScheme,
  p: tpm2bEccParameter,
  a: tpm2bEccParameter,
  b: tpm2bEccParameter,
  gX: tpm2bEccParameter,
  gY: tpm2bEccParameter,
  n: tpm2bEccParameter,
  h: tpm2bEccParameter,
});
