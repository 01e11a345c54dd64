import { MalformedError } from '@gatehouse/bytes';
import { createSigner, generateP256, hash, p256PublicPoint } from '@gatehouse/bytes/crypto';
import { parseCertificate, type TpmAttributes } from './certificate.ts';
import {
  bitString,
  childrenOf,
  contentOf,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  smallInteger,
  time,
  trueValue,
  utf8String,
} from './der.ts';
import { ecdsaWithSha256, sha256WithRsa } from './signature-algorithm.ts';

/** A signing key, P-256 or RSA: PKCS#8 and SPKI, both DER. The private half is secret. */
export interface SigningKey {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A CA or signer: its DER certificate and key. */
export interface Issuer {
  readonly certificate: Uint8Array;
  readonly key: SigningKey;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A new P-256 key. */
export const createSigningKey = (): SigningKey => generateP256();

const ecPublicKey = oid('1.2.840.10045.2.1');
const prime256v1 = oid('1.2.840.10045.3.1.7');

/** The P-256 key that a seed of 32 bytes determines: for simulators, never for a real signer. */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError('a seed has 32 bytes');
  const scalar = hash('sha256', seed);
  const point = p256PublicPoint(scalar);
  const algorithm = sequence(ecPublicKey, prime256v1);
  const ecPrivateKey = sequence(
    smallInteger(1),
    octetString(scalar),
    explicit(1, bitString(point)),
  );
  return {
    privateKey: sequence(smallInteger(0), algorithm, octetString(ecPrivateKey)),
    publicKey: sequence(algorithm, bitString(point)),
  };
}

/** RFC 5280 §4.2.1: extnID, critical, extnValue. */
export const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
  sequence(oid(id), ...(critical ? [trueValue] : []), octetString(value));

/** Bits of keyUsage that certificates here have, as first octet and unused bits. */
const keyUsages = {
  digitalSignature: [0x80, 7],
  keyEncipherment: [0x20, 5],
  keyAgreement: [0x08, 3],
  certificateSigning: [0x06, 1],
  signatureAndCertificates: [0x86, 1],
} as const;
export type KeyUsageName = keyof typeof keyUsages;

export const keyUsage = (name: KeyUsageName): Uint8Array => {
  const [octet, unused] = keyUsages[name];
  return extension('2.5.29.15', true, bitString(Uint8Array.of(octet), unused));
};

export const basicConstraints = (ca: boolean): Uint8Array =>
  extension('2.5.29.19', true, ca ? sequence(trueValue) : sequence());

export const extendedKeyUsage = (...ids: readonly string[]): Uint8Array =>
  extension('2.5.29.37', false, sequence(...ids.map(oid)));

export const authorityKeyIdentifier = (publicKey: Uint8Array): Uint8Array =>
  extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(publicKey))));

export const subjectKeyIdentifier = (publicKey: Uint8Array): Uint8Array =>
  extension('2.5.29.14', false, octetString(keyIdentifier(publicKey)));

/** Method 1 of RFC 7093 §2: the first 160 bits of SHA-256 of the key's BIT STRING. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const [, key] = childrenOf(publicKey, 'SubjectPublicKeyInfo');
  if (key === undefined) throw new MalformedError('SubjectPublicKeyInfo', 0, 'has no key');
  return hash('sha256', contentOf(key, 'BIT STRING').subarray(1)).subarray(0, 20);
}

const commonNameOid = oid('2.5.4.3');

/** Name of one commonName. */
export const nameOf = (commonName: string): Uint8Array =>
  sequence(setOf(sequence(commonNameOid, utf8String(commonName))));

/** Everything in a certificate but its signature (RFC 5280 §4.1). */
export interface CertificateFields {
  readonly serialNumber: Uint8Array;
  readonly issuerName: Uint8Array;
  readonly subjectName: Uint8Array;
  readonly validity: Validity;
  /** DER SPKI. */
  readonly publicKey: Uint8Array;
  /** Of {@link extensionsOf}. */
  readonly extensions: Uint8Array;
}

/** The extensions field; who issues many certificates of one kind makes it once. */
export const extensionsOf = (...extensions: readonly Uint8Array[]): Uint8Array =>
  explicit(3, sequence(...extensions));

const version3 = explicit(0, smallInteger(2));

/** What signs certificates: DER AlgorithmIdentifier, and a signature over its argument. */
export interface CertificateSigner {
  readonly algorithm: Uint8Array;
  readonly sign: (data: Uint8Array) => Uint8Array;
}

/** Signs with SHA-256, by ECDSA or PKCS#1 v1.5 as the key is. Imports the key once. */
export function certificateSignerOf(key: SigningKey): CertificateSigner {
  const sign = createSigner(key.privateKey);
  return {
    algorithm: isEllipticCurve(key.publicKey) ? ecdsaWithSha256 : sha256WithRsa,
    sign: (data) => sign('sha256', data),
  };
}

/** A signed certificate: DER. */
export function signCertificate(fields: CertificateFields, signer: CertificateSigner): Uint8Array {
  const tbs = sequence(
    version3,
    integer(fields.serialNumber),
    signer.algorithm,
    fields.issuerName,
    sequence(time(fields.validity.notBefore), time(fields.validity.notAfter)),
    fields.subjectName,
    fields.publicKey,
    fields.extensions,
  );
  return sequence(tbs, signer.algorithm, bitString(signer.sign(tbs)));
}

const usesOfSelfSigned = {
  ca: [basicConstraints(true), keyUsage('certificateSigning')],
  signer: [basicConstraints(true), keyUsage('signatureAndCertificates')],
  signature: [basicConstraints(false), keyUsage('digitalSignature')],
  encryption: [basicConstraints(false), keyUsage('keyEncipherment')],
} as const;

/**
 * A self-signed certificate: DER. `ca` for an authority, `signer` for an attestation signer,
 * `signature` for a guardian's signing or communications certificate, `encryption` for its other one.
 */
export function createSelfSigned(options: {
  readonly commonName: string;
  readonly key: SigningKey;
  readonly validity: Validity;
  /** 8 to 20 bytes. */
  readonly serialNumber: Uint8Array;
  readonly use: keyof typeof usesOfSelfSigned;
}): Uint8Array {
  const name = nameOf(options.commonName);
  return signCertificate(
    {
      serialNumber: positive(options.serialNumber),
      issuerName: name,
      subjectName: name,
      validity: options.validity,
      publicKey: options.key.publicKey,
      extensions: extensionsOf(
        ...usesOfSelfSigned[options.use],
        subjectKeyIdentifier(options.key.publicKey),
      ),
    },
    certificateSignerOf(options.key),
  );
}

/** A certificate's serial number is positive and at most 20 octets (RFC 5280 §4.1.2.2). */
export function positive(serialNumber: Uint8Array): Uint8Array {
  const octets = serialNumber.slice(0, 20);
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets;
}

/** A certificate for another key by an issuer: DER. */
export function issueCertificate(options: {
  readonly issuer: Issuer;
  readonly commonName: string;
  /** DER SPKI, P-256 or RSA. */
  readonly publicKey: Uint8Array;
  readonly validity: Validity;
  readonly serialNumber: Uint8Array;
  readonly use: 'ca' | 'signature' | 'encryption';
}): Uint8Array {
  return signCertificate(
    {
      serialNumber: positive(options.serialNumber),
      issuerName: parseCertificate(options.issuer.certificate).subjectName,
      subjectName: nameOf(options.commonName),
      validity: options.validity,
      publicKey: options.publicKey,
      extensions: extensionsOf(
        ...usesOfSelfSigned[options.use],
        subjectKeyIdentifier(options.publicKey),
        authorityKeyIdentifier(options.issuer.key.publicKey),
      ),
    },
    certificateSignerOf(options.issuer.key),
  );
}

export interface EkCertificateOptions {
  /** DER SPKI of the endorsement key. */
  readonly publicKey: Uint8Array;
  readonly validity: Validity;
  readonly serialNumber: Uint8Array;
  readonly tpm: TpmAttributes;
}

/** {@link issueEkCertificate} of one who issues many: its certificate is read and its key imported once. */
export function ekCertificateIssuer(issuer: Issuer): (options: EkCertificateOptions) => Uint8Array {
  const issuerName = parseCertificate(issuer.certificate).subjectName;
  const signer = certificateSignerOf(issuer.key);
  const authority = authorityKeyIdentifier(issuer.key.publicKey);
  const attribute = (id: string, value: string): Uint8Array =>
    setOf(sequence(oid(id), utf8String(value)));
  return ({ publicKey, validity, serialNumber, tpm }) => {
    const directoryName = sequence(
      attribute('2.23.133.2.1', tpm.manufacturer),
      attribute('2.23.133.2.2', tpm.model),
      attribute('2.23.133.2.3', tpm.version),
    );
    const extensions = extensionsOf(
      extension('2.5.29.17', true, sequence(explicit(4, directoryName))),
      basicConstraints(false),
      keyUsage(isEllipticCurve(publicKey) ? 'keyAgreement' : 'keyEncipherment'),
      extendedKeyUsage('2.23.133.8.1'),
      authority,
    );
    const fields = {
      serialNumber: positive(serialNumber),
      issuerName,
      subjectName: sequence(),
      validity,
      publicKey,
      extensions,
    };
    return signCertificate(fields, signer);
  };
}

/** An EK certificate (TCG EK Credential Profile §3.2) over an endorsement key: DER. */
export const issueEkCertificate = ({
  issuer,
  ...options
}: EkCertificateOptions & { readonly issuer: Issuer }): Uint8Array =>
  ekCertificateIssuer(issuer)(options);

function isEllipticCurve(publicKey: Uint8Array): boolean {
  const [algorithm] = childrenOf(publicKey, 'SubjectPublicKeyInfo');
  const [identifier] = childrenOf(algorithm ?? publicKey, 'AlgorithmIdentifier');
  return (
    identifier !== undefined &&
    contentOf(identifier, 'OID').join() === contentOf(ecPublicKey, 'OID').join()
  );
}

const rsaAlgorithm = sequence(oid('1.2.840.113549.1.1.1'), Uint8Array.of(5, 0));

/** RSA public key as DER SPKI. Both numbers big-endian. */
export const rsaPublicKey = (modulus: Uint8Array, exponent: Uint8Array): Uint8Array =>
  sequence(rsaAlgorithm, bitString(sequence(integer(modulus), integer(exponent))));
