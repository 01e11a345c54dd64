import 'reflect-metadata';
import { equalBytes, MalformedError, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import * as x509 from '@peculiar/x509';
import { unwrapCertificate } from './certificate-envelope.ts';
import { childrenOf, contentOf } from './der.ts';
import { normalizedPublicKey } from './public-key.ts';

/** Manufacturer, model and version of a TPM (TCG EK Credential Profile §3.2.9), e.g. `id:4E544300`. */
export interface TpmAttributes {
  readonly manufacturer: string;
  readonly model: string;
  readonly version: string;
}

export type KeyUsageBit = keyof typeof x509.KeyUsageFlags;

/** An X.509 certificate, read once. All fields are what the certificate says: nothing is proven. */
export interface Certificate {
  /** Exactly the certificate: without TCG header, padding or PEM armour. */
  readonly der: Uint8Array;
  /** RFC 4514 text; empty for many EK certificates. */
  readonly subject: string;
  readonly issuer: string;
  /** DER of the names, for comparison. */
  readonly subjectName: Uint8Array;
  readonly issuerName: Uint8Array;
  /** Lower-case hexadecimal, as encoded. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER SubjectPublicKeyInfo, an RSAES-OAEP key rewritten as rsaEncryption. */
  readonly publicKey: Uint8Array;
  /** SHA-256 of `der` in hexadecimal. */
  readonly thumbprint: string;
  /** basicConstraints cA and pathLenConstraint. */
  readonly isCa: boolean;
  readonly pathLength: number | null;
  /** Names of keyUsage's bits (RFC 5280 §4.2.1.3); null if the extension is absent. */
  readonly keyUsage: readonly KeyUsageBit[] | null;
  /** Dotted OIDs of the extended key usage; empty if the extension is absent. */
  readonly extendedKeyUsage: readonly string[];
  /** Dotted OIDs of the extensions that are critical. */
  readonly criticalExtensions: readonly string[];
  /** From the subjectAltName of an EK certificate. */
  readonly tpm: TpmAttributes | null;
  /** What the signature is over, and the signature: DER. */
  readonly tbsCertificate: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads a certificate: DER or PEM, also an EK certificate as NV storage keeps it (TPM 1.2 TCG header,
 * padding) and with an RSAES-OAEP key. Throws `MalformedError`.
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const der = unwrapCertificate(bytes);
  if (isAttributeCertificate(der))
    throw new MalformedError(
      'Certificate',
      0,
      'is an attribute certificate (a platform certificate): it tells of the machine and has no key of its TPM',
    );
  return readingX509(() => certificateOf(der, new x509.X509Certificate(new Uint8Array(der))));
}

const keyUsageBits: readonly KeyUsageBit[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

const hasBit = (flags: x509.KeyUsageFlags, bit: KeyUsageBit): boolean =>
  (flags & x509.KeyUsageFlags[bit]) !== 0;

/** Whether subject and issuer are one (RFC 5280 §6.1): a root, if it is trusted. */
export const isSelfIssued = ({ subjectName, issuerName }: Certificate): boolean =>
  equalBytes(subjectName, issuerName);

/** Whether a certificate may issue others: a CA, whose keyUsage, where present, says so. */
export const mayIssue = ({ isCa, keyUsage }: Certificate): boolean =>
  isCa && (keyUsage === null || keyUsage.includes('keyCertSign'));

function certificateOf(der: Uint8Array, read: x509.X509Certificate): Certificate {
  const [tbsCertificate, signatureAlgorithm, signature] = childrenOf(der, 'Certificate');
  if (tbsCertificate === undefined || signatureAlgorithm === undefined || signature === undefined)
    throw new MalformedError('Certificate', 0, 'needs three elements');
  const constraints = read.getExtension(x509.BasicConstraintsExtension);
  const usage = read.getExtension(x509.KeyUsagesExtension);
  return {
    der,
    subject: read.subject,
    issuer: read.issuer,
    subjectName: new Uint8Array(read.subjectName.toArrayBuffer()),
    issuerName: new Uint8Array(read.issuerName.toArrayBuffer()),
    serialNumber: read.serialNumber.toLowerCase(),
    notBefore: read.notBefore,
    notAfter: read.notAfter,
    publicKey: normalizedPublicKey(new Uint8Array(read.publicKey.rawData)),
    thumbprint: toHex(hash('sha256', der)),
    isCa: constraints?.ca ?? false,
    pathLength: constraints?.pathLength ?? null,
    keyUsage: usage === null ? null : keyUsageBits.filter((bit) => hasBit(usage.usages, bit)),
    extendedKeyUsage: (read.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? []).map(String),
    criticalExtensions: read.extensions.filter((e) => e.critical).map((e) => e.type),
    tpm: tpmAttributesOf(read),
    tbsCertificate,
    signatureAlgorithm,
    signature: contentOf(signature, 'BIT STRING').subarray(1),
  };
}

/**
 * An attribute certificate (RFC 5755 §4.1) begins with its version and a holder, whose choices are
 * tagged; a certificate with its serial number (or a tagged version) and an algorithm.
 */
function isAttributeCertificate(der: Uint8Array): boolean {
  const [info] = childrenOf(der, 'Certificate');
  if (info?.[0] !== 0x30) return false;
  const [version, holder] = childrenOf(info, 'AttributeCertificateInfo');
  if (version?.[0] !== 0x02 || holder?.[0] !== 0x30) return false;
  const [choice] = childrenOf(holder, 'Holder');
  return choice !== undefined && (choice[0] ?? 0) >= 0xa0;
}

/** The library throws errors of many kinds, some of them only when an extension is looked at. */
function readingX509(read: () => Certificate): Certificate {
  try {
    const certificate = read();
    if (Number.isNaN(certificate.notBefore.getTime() + certificate.notAfter.getTime()))
      throw new TypeError('the validity is no time');
    return certificate;
  } catch (cause) {
    if (cause instanceof MalformedError) throw cause;
    const detail = cause instanceof Error ? cause.message : 'unreadable';
    throw new MalformedError('Certificate', 0, `not an X.509 certificate: ${detail}`);
  }
}

const tpmAttributeOid = {
  manufacturer: '2.23.133.2.1',
  model: '2.23.133.2.2',
  version: '2.23.133.2.3',
} as const;

function tpmAttributesOf(read: x509.X509Certificate): TpmAttributes | null {
  const names = read.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  for (const name of names.filter((item) => item.type === 'dn')) {
    const attribute = attributesOf(name.value);
    const manufacturer = attribute(tpmAttributeOid.manufacturer);
    if (manufacturer !== undefined)
      return {
        manufacturer,
        model: attribute(tpmAttributeOid.model) ?? '',
        version: attribute(tpmAttributeOid.version) ?? '',
      };
  }
  return null;
}

function attributesOf(distinguishedName: string): (oid: string) => string | undefined {
  const rdns = new x509.Name(distinguishedName).toJSON();
  return (oid) => rdns.flatMap((rdn) => rdn[oid] ?? [])[0];
}
