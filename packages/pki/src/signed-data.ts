import { ByteReader, equalBytes, MalformedError } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { fromBER, ObjectIdentifier, OctetString } from 'asn1js';
import * as pkijs from 'pkijs';
import { type Certificate, parseCertificate } from './certificate.ts';
import { explicit, oid, readSpan, sequence, setOf, smallInteger } from './der.ts';
import { hashAlgorithmOf, signatureAlgorithmOf, signatureFits } from './signature-algorithm.ts';

const signedDataOid = '1.2.840.113549.1.7.2';
const dataOid = '1.2.840.113549.1.7.1';
const messageDigestOid = '1.2.840.113549.1.9.4';

export interface SignerInfo {
  /** Dotted OID. */
  readonly digestAlgorithm: string;
  /** The signer's certificate, if it is among those in the message. */
  readonly certificate: Certificate | null;
  /** Whether digest and signature fit this content and this certificate. Proves no trust in the certificate. */
  readonly signature: 'valid' | 'invalid' | 'no-certificate' | 'unsupported';
}

/** CMS SignedData (RFC 5652 §5). */
export interface SignedData {
  /** Dotted OID of eContentType, e.g. `1.3.6.1.4.1.311.79.1` for a code integrity policy. */
  readonly contentType: string;
  /** eContent; null if detached. */
  readonly content: Uint8Array | null;
  readonly certificates: readonly Certificate[];
  readonly signers: readonly SignerInfo[];
}

/** Whether the bytes start like a DER ContentInfo with signedData. */
export function isSignedData(bytes: Uint8Array): boolean {
  const type = oid(signedDataOid);
  try {
    const outer = readSpan(new ByteReader(bytes, 'ContentInfo'));
    return (
      outer.identifier === 0x30 &&
      equalBytes(bytes.subarray(outer.contentStart, outer.contentStart + type.length), type)
    );
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/**
 * Reads a SignedData and checks the signatures in it (RFC 5652 §5.4). Throws `MalformedError`.
 * Whether a signer is trusted is another question: `verifyPath` of its certificate.
 */
export function readSignedData(bytes: Uint8Array): SignedData {
  const message = parseSignedData(bytes);
  const content = contentOf(message);
  const certificates = (message.certificates ?? [])
    .filter((item) => item instanceof pkijs.Certificate)
    .map((item) => parseCertificate(new Uint8Array(item.toSchema().toBER(false))));
  return {
    contentType: message.encapContentInfo.eContentType,
    content,
    certificates,
    signers: message.signerInfos.map((info) =>
      signerOf(info, content, certificates, message.encapContentInfo.eContentType),
    ),
  };
}

function parseSignedData(bytes: Uint8Array): pkijs.SignedData {
  const outer = readSpan(new ByteReader(bytes, 'ContentInfo'));
  if (outer.end !== bytes.length)
    throw new MalformedError(
      'ContentInfo',
      outer.end,
      `${bytes.length - outer.end} trailing bytes`,
    );
  try {
    const asn1 = fromBER(new Uint8Array(bytes));
    if (asn1.offset === -1) throw new TypeError(asn1.result.error);
    const info = new pkijs.ContentInfo({ schema: asn1.result });
    if (info.contentType !== signedDataOid) throw new TypeError(`content is ${info.contentType}`);
    return new pkijs.SignedData({ schema: info.content });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unreadable';
    throw new MalformedError('ContentInfo', 0, `not a CMS SignedData: ${detail}`);
  }
}

function contentOf(message: pkijs.SignedData): Uint8Array | null {
  const content = message.encapContentInfo.eContent;
  return content === undefined ? null : new Uint8Array(content.getValue());
}

function signerOf(
  info: pkijs.SignerInfo,
  content: Uint8Array | null,
  certificates: readonly Certificate[],
  contentType: string,
): SignerInfo {
  const certificate = certificates.find((c) => isSignerOf(info, c)) ?? null;
  const digestAlgorithm = info.digestAlgorithm.algorithmId;
  if (certificate === null) return { digestAlgorithm, certificate, signature: 'no-certificate' };
  const signature = signatureOf(info, content, certificate, contentType);
  return { digestAlgorithm, certificate, signature };
}

function isSignerOf(info: pkijs.SignerInfo, certificate: Certificate): boolean {
  if (!(info.sid instanceof pkijs.IssuerAndSerialNumber)) return false;
  const issuer = new Uint8Array(info.sid.issuer.toSchema().toBER(false));
  const serial = new Uint8Array(info.sid.serialNumber.valueBlock.valueHexView);
  return (
    equalBytes(issuer, certificate.issuerName) &&
    stripped(serial) === certificate.serialNumber.replace(/^(00)+(?=.)/, '')
  );
}

const stripped = (serial: Uint8Array): string =>
  Array.from(serial, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/^(00)+(?=.)/, '');

function signatureOf(
  info: pkijs.SignerInfo,
  content: Uint8Array | null,
  certificate: Certificate,
  contentType: string,
): SignerInfo['signature'] {
  if (content === null) return 'invalid';
  const digest = hashAlgorithmOf(derOf(info.digestAlgorithm));
  const algorithm = signatureIdentifierOf(info);
  if (digest === null || algorithm === null) return 'unsupported';
  const attributes = info.signedAttrs;
  if (attributes !== undefined) {
    const claimed = messageDigestOf(attributes);
    if (claimed === null || !equalBytes(claimed, hash(digest, content))) return 'invalid';
    if (contentTypeOf(attributes) !== contentType) return 'invalid';
  } else if (contentType !== dataOid) return 'invalid';
  const fits = signatureFits({
    publicKey: certificate.publicKey,
    algorithm,
    data: attributes === undefined ? content : new Uint8Array(attributes.encodedValue),
    signature: new Uint8Array(info.signature.valueBlock.valueHexView),
  });
  return fits ? 'valid' : 'invalid';
}

const derOf = (identifier: pkijs.AlgorithmIdentifier): Uint8Array =>
  new Uint8Array(identifier.toSchema().toBER(false));

/** CMS may name only the key's algorithm (rsaEncryption): then the digest algorithm completes it. */
const keyOnlyAlgorithms: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    '1.2.840.113549.1.1.1',
    new Map([
      ['2.16.840.1.101.3.4.2.1', '1.2.840.113549.1.1.11'],
      ['2.16.840.1.101.3.4.2.2', '1.2.840.113549.1.1.12'],
      ['2.16.840.1.101.3.4.2.3', '1.2.840.113549.1.1.13'],
    ]),
  ],
]);

function signatureIdentifierOf(info: pkijs.SignerInfo): Uint8Array | null {
  const completed = keyOnlyAlgorithms
    .get(info.signatureAlgorithm.algorithmId)
    ?.get(info.digestAlgorithm.algorithmId);
  const identifier =
    completed === undefined ? derOf(info.signatureAlgorithm) : sequence(oid(completed));
  return signatureAlgorithmOf(identifier) === null ? null : identifier;
}

const attributeValue = (attributes: pkijs.SignedAndUnsignedAttributes, type: string): unknown =>
  attributes.attributes.find((attribute) => attribute.type === type)?.values[0];

function messageDigestOf(attributes: pkijs.SignedAndUnsignedAttributes): Uint8Array | null {
  const value = attributeValue(attributes, messageDigestOid);
  return value instanceof OctetString ? new Uint8Array(value.valueBlock.valueHexView) : null;
}

function contentTypeOf(attributes: pkijs.SignedAndUnsignedAttributes): string | null {
  const value = attributeValue(attributes, '1.2.840.113549.1.9.3');
  return value instanceof ObjectIdentifier ? value.getValue() : null;
}

/** A certs-only PKCS#7 (RFC 5652 §5.1, no signers): DER. `certificates` are DER. */
export function encodeCertificates(certificates: readonly Uint8Array[]): Uint8Array {
  const signedData = sequence(
    smallInteger(1),
    setOf(),
    sequence(oid(dataOid)),
    explicit(0, ...certificates),
    setOf(),
  );
  return sequence(oid(signedDataOid), explicit(0, signedData));
}
