import { ByteReader, decode, encode, MalformedError, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type Certificate, parseCertificate } from '@gatehouse/pki';
import {
  ekTemplate,
  handleName,
  hasAttribute,
  nameOf,
  permanentHandle,
  publicFromSpki,
  publicKeySpki,
  qualifiedNameOf,
  type TpmtPublic,
  tpmtPublic,
} from '@gatehouse/tpm';

/** Which TPM: an endorsement key, from its certificate or its public area. */
export interface EndorsementKey {
  /** SHA-256 of `publicArea` in hexadecimal: the name of a TPM everywhere in Gatehouse. */
  readonly hash: string;
  /** TPMT_PUBLIC: the EK template of the key's type and size with the key in it. */
  readonly publicArea: Uint8Array;
  readonly public: TpmtPublic;
  /** As a primary key of the endorsement hierarchy, as which its certificate speaks of it. */
  readonly qualifiedName: Uint8Array;
  readonly certificate: Certificate | null;
}

const endorsementHierarchy = handleName(permanentHandle.endorsement);

/** Larger than any certificate's NV area and any public area. */
const maxSize = 16 * 1024;

/**
 * Reads an EK certificate (DER, PEM, with TCG header or padding), a TPM2B_PUBLIC or a TPMT_PUBLIC.
 * The key is taken with its template of the TCG EK Credential Profile §B, of the low range where there is
 * one, so that a key has one hash in whichever form it comes: what differs between the ranges (policy,
 * userWithAuth) has no bearing on who can open a credential. An area that protects what it holds in
 * another way than its template (nameAlg, symmetric) stays as it is. Throws `MalformedError`, also for
 * types and sizes that the profile does not have and for public areas that are no endorsement keys.
 */
export function endorsementKeyOf(bytes: Uint8Array): EndorsementKey {
  if (bytes.length > maxSize)
    throw new MalformedError('endorsement key', 0, `${bytes.length} bytes are above ${maxSize}`);
  const certificate = looksLikeCertificate(bytes) ? parseCertificate(bytes) : null;
  const key =
    certificate === null
      ? inTemplate(readPublic(bytes))
      : fromTemplate('EK certificate', certificate.publicKey);
  const publicArea = encode(tpmtPublic, key);
  return {
    hash: toHex(hash('sha256', publicArea)),
    publicArea,
    public: key,
    qualifiedName: qualifiedNameOf(key.nameAlg, endorsementHierarchy, nameOf(key)),
    certificate,
  };
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

/** The area as its template has it, if that gives the same protection. */
function inTemplate(area: TpmtPublic): TpmtPublic {
  const template = fromTemplate('TPMT_PUBLIC', spkiOf(area));
  return protectionOf(area) === protectionOf(template) ? template : area;
}

function spkiOf(area: TpmtPublic): Uint8Array {
  try {
    return publicKeySpki(area);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new MalformedError('TPMT_PUBLIC', 0, cause.message);
  }
}

/** What MakeCredential takes from a public area, besides its key. */
const protectionOf = (area: TpmtPublic): string =>
  JSON.stringify([area.nameAlg, 'symmetric' in area ? area.symmetric : null]);

const rsaTemplates = [ekTemplate.rsa2048, ekTemplate.rsa3072, ekTemplate.rsa4096];
const eccTemplates = [ekTemplate.eccP256, ekTemplate.eccP384, ekTemplate.eccP521];

function fromTemplate(structure: string, spki: Uint8Array): TpmtPublic {
  const key = publicFromSpki(spki);
  if (key.type === 'ecc') {
    const template = eccTemplates.find(({ curve }) => curve === key.curve);
    if (template !== undefined) return { ...template, x: key.x, y: key.y };
  } else {
    const template = rsaTemplates.find(({ keyBits }) => keyBits === bitsOf(key.n));
    const exponent = key.exponent === 65537 ? 0 : key.exponent;
    if (template !== undefined) return { ...template, n: key.n, exponent };
  }
  throw new MalformedError(
    structure,
    0,
    'the key is no RSA key of 2048, 3072 or 4096 bits and none on P-256, P-384 or P-521, as endorsement keys are',
  );
}

const bitsOf = (modulus: Uint8Array): number =>
  8 * modulus.length - Math.clz32(modulus[0] ?? 0) + 24;
