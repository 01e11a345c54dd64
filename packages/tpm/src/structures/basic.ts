import {
  type Codec,
  counted,
  list,
  mapped,
  named,
  sized,
  struct,
  u16,
  u32,
} from '@gatehouse/bytes';
import { digestSize, type HashName } from '@gatehouse/bytes/crypto';
import { algorithms, tpmiAlgHash } from '../algorithms.ts';

/** TPM2B_DIGEST — Part 2 §10.4.2. Also TPM2B_NONCE, TPM2B_AUTH and TPM2B_OPERAND. */
export const tpm2bDigest = counted('TPM2B_DIGEST', u16, 64);
/** TPM2B_DATA — Part 2 §10.4.3: TPMT_HA at most. */
export const tpm2bData = counted('TPM2B_DATA', u16, 66);
/** TPM2B_NAME — Part 2 §10.5.3: an algorithm id and a digest, or a handle, or nothing. */
export const tpm2bName = counted('TPM2B_NAME', u16, 66);
/** TPM2B_MAX_BUFFER — Part 2 §10.4.8. */
export const tpm2bMaxBuffer = counted('TPM2B_MAX_BUFFER', u16, 1024);
/** TPM2B_EVENT — Part 2 §10.4.7. */
export const tpm2bEvent = counted('TPM2B_EVENT', u16, 1024);
/** TPM2B_TIMEOUT — Part 2 §10.4.10: opaque outside the TPM that gave it. */
export const tpm2bTimeout = counted('TPM2B_TIMEOUT', u16, 8);
/** TPM2B_MAX_NV_BUFFER — Part 2 §10.4.9. */
export const tpm2bMaxNvBuffer = counted('TPM2B_MAX_NV_BUFFER', u16, 1024);
/** TPM2B_SENSITIVE_DATA — Part 2 §11.1.14. */
export const tpm2bSensitiveData = counted('TPM2B_SENSITIVE_DATA', u16, 256);
/** TPM2B_TEMPLATE — Part 2 §12.2.6: a TPMT_PUBLIC, or what a derived object has instead. */
export const tpm2bTemplate = counted('TPM2B_TEMPLATE', u16, 1024);
/** TPM2B_IV — Part 2 §10.4.12: a block of the cipher. */
export const tpm2bIv = counted('TPM2B_IV', u16, 16);
/** TPM2B_PRIVATE — Part 2 §12.3.7: opaque outside the TPM that made it. */
export const tpm2bPrivate = counted('TPM2B_PRIVATE', u16, 2048);
/** TPM2B_ENCRYPTED_SECRET — Part 2 §11.4.3: as long as an RSA-4096 key. */
export const tpm2bEncryptedSecret = counted('TPM2B_ENCRYPTED_SECRET', u16, 512);
/** TPM2B_ID_OBJECT — Part 2 §12.4.3, content as bytes. */
export const tpm2bIdObject = counted('TPM2B_ID_OBJECT', u16, 256);
/** TPM2B_ATTEST — Part 2 §10.12.13, content as the bytes that were signed. */
export const tpm2bAttest = counted('TPM2B_ATTEST', u16, 2304);
/** TPM2B_PUBLIC_KEY_RSA — Part 2 §11.2.4.5. */
export const tpm2bPublicKeyRsa = counted('TPM2B_PUBLIC_KEY_RSA', u16, 512);
/** TPM2B_ECC_PARAMETER — Part 2 §11.2.5.1. */
export const tpm2bEccParameter = counted('TPM2B_ECC_PARAMETER', u16, 66);

/** TPML_DIGEST — Part 2 §10.9.6: at most 8. */
export const tpmlDigest = list('TPML_DIGEST', u32, tpm2bDigest, 8);

/** TPMS_ECC_POINT — Part 2 §11.2.5.2. */
export const tpmsEccPoint = struct('TPMS_ECC_POINT', {
  x: tpm2bEccParameter,
  y: tpm2bEccParameter,
});

/** TPM2B_ECC_POINT — Part 2 §11.2.5.3. */
export const tpm2bEccPoint = sized('TPM2B_ECC_POINT', u16, tpmsEccPoint);

/** TPMI_ALG_HASH+ — Part 2 §9.27. */
export const tpmiAlgHashOrNull: Codec<HashName | 'null'> = named(
  'TPMI_ALG_HASH',
  u16,
  algorithms('sha1', 'sha256', 'sha384', 'sha512', 'null'),
);

export interface TpmtHa {
  readonly hash: HashName;
  readonly digest: Uint8Array;
}

/** TPMT_HA — Part 2 §10.3.2: the digest's size follows from its algorithm. */
export const tpmtHa: Codec<TpmtHa> = {
  name: 'TPMT_HA',
  read: (r) =>
    r.within('TPMT_HA', (reader) => {
      const hash = tpmiAlgHash.read(reader);
      return { hash, digest: reader.bytes(digestSize[hash]) };
    }),
  write: (w, v) => {
    if (v.digest.length !== digestSize[v.hash])
      throw new RangeError(`a ${v.hash} digest has ${digestSize[v.hash]} bytes`);
    tpmiAlgHash.write(w, v.hash);
    w.bytes(v.digest);
  },
};

/** TPML_DIGEST_VALUES — Part 2 §10.9.7. */
export const tpmlDigestValues = list('TPML_DIGEST_VALUES', u32, tpmtHa, 16);

/** A TPM2B whose size 0 means "absent". */
export const absentOr = <T>(name: string, inner: Codec<T>): Codec<T | undefined> => {
  const whole = sized(name, u16, inner);
  return {
    name,
    read: (r) => {
      const size = u16.read(r);
      if (size === 0) return undefined;
      const nested = r.nested(size, inner.name);
      return nested.done(inner.read(nested));
    },
    write: (w, v) => {
      if (v === undefined) w.u16(0);
      else whole.write(w, v);
    },
  };
};

/** TPMI_YES_NO — Part 2 §9.2. */
export const tpmiYesNo: Codec<boolean> = mapped(
  { name: 'TPMI_YES_NO', read: (r) => r.u8(), write: (w, v: number) => void w.u8(v) },
  (value, reader) =>
    reader.within('TPMI_YES_NO', (r) =>
      value > 1 ? r.fail(`${value} is neither 0 nor 1`) : value === 1,
    ),
  (value) => (value ? 1 : 0),
);
