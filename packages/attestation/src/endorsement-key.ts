import { ByteReader, decode, encode, MalformedError, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type Certificate, parseCertificate } from '@gatehouse/pki';
import {
  ekTemplate,
  hasAttribute,
  publicFromSpki,
  type TpmtPublic,
  tpmtPublic,
} from '@gatehouse/tpm';

/** Which TPM: an endorsement key, from its certificate or its public area. */
export interface EndorsementKey {
  /** SHA-256 of `publicArea` in hexadecimal: the name of a TPM everywhere in Gatehouse. */
  readonly hash: string;
  /** TPMT_PUBLIC; from a certificate, the low-range template of its key type with the key in it. */
  readonly publicArea: Uint8Array;
  readonly public: TpmtPublic;
  readonly certificate: Certificate | null;
}

/** Larger than any certificate's NV area and any public area. */
const maxSize = 16 * 1024;

/**
 * Reads an EK certificate (DER, PEM, with TCG header or padding), a TPM2B_PUBLIC or a TPMT_PUBLIC.
 * The certificate's key is taken with the EK template of TCG EK Credential Profile §B.3 (L-1, L-2), so
 * that both forms of the same key have the same hash. Throws `MalformedError`, also for keys that are
 * neither RSA-2048 nor P-256 and for public areas that are no endorsement keys.
 */
export function endorsementKeyOf(bytes: Uint8Array): EndorsementKey {
  if (bytes.length > maxSize)
    throw new MalformedError('endorsement key', 0, `${bytes.length} bytes are above ${maxSize}`);
  const certificate = looksLikeCertificate(bytes) ? parseCertificate(bytes) : null;
  const key = certificate === null ? readPublic(bytes) : fromTemplate(certificate.publicKey);
  const publicArea = encode(tpmtPublic, key);
  return { hash: toHex(hash('sha256', publicArea)), publicArea, public: key, certificate };
}

/** A DER SEQUENCE, PEM armour or the TCG header; no TPM2B_PUBLIC is of such a size or type. */
const looksLikeCertificate = (bytes: Uint8Array): boolean =>
  [0x30, 0x2d, 0x10].includes(bytes[0] ?? 0);

function readPublic(bytes: Uint8Array): TpmtPublic {
  const size = bytes.length >= 2 ? new ByteReader(bytes, 'TPM2B_PUBLIC').u16() : 0;
  const key = decode(tpmtPublic, size === bytes.length - 2 ? bytes.subarray(2) : bytes);
  const isEndorsementKey =
    (key.type === 'rsa' || key.type === 'ecc') &&
    hasAttribute(key.objectAttributes, 'restricted') &&
    hasAttribute(key.objectAttributes, 'decrypt') &&
    hasAttribute(key.objectAttributes, 'fixedTpm') &&
    'symmetric' in key &&
    key.symmetric.algorithm !== 'null';
  if (!isEndorsementKey)
    throw new MalformedError(
      'TPMT_PUBLIC',
      0,
      'is no endorsement key: restricted, decrypt, fixedTPM',
    );
  return key;
}

function fromTemplate(spki: Uint8Array): TpmtPublic {
  const key = publicFromSpki(spki);
  if (key.type === 'ecc' && key.curve === 'nistP256')
    return { ...ekTemplate.eccP256, x: key.x, y: key.y };
  if (key.type === 'rsa' && key.n.length === 256)
    return { ...ekTemplate.rsa2048, n: key.n, exponent: key.exponent === 65537 ? 0 : key.exponent };
  throw new MalformedError(
    'EK certificate',
    0,
    'the key is neither RSA-2048 nor P-256; give the public area (TPM2B_PUBLIC) instead',
  );
}
