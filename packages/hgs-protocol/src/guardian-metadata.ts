import { fromBase64, MalformedError, toBase64, utf8 } from '@gatehouse/bytes';
import { createSigner, hash, verifyBySpki } from '@gatehouse/bytes/crypto';
import { parseCertificate } from '@gatehouse/pki';
import {
  child,
  childrenOf,
  parseXml,
  requiredChild,
  textOf,
  type XmlElement,
} from '@gatehouse/xml';

/** Guardian metadata (MS-KPS §3.1.5.1.2, schema 6.4): which certificates protect keys for this guardian. */
export interface GuardianMetadata {
  readonly version: number;
  /** DER. */
  readonly encryptionCertificate: Uint8Array;
  readonly signingCertificate: Uint8Array;
  readonly otherSigningCertificates: readonly Uint8Array[];
  /** Whether the signature of the signing certificate over both certificates verifies. */
  readonly certificateSignatures: 'valid' | 'invalid';
}

/** A certificate over an RSA key with its PKCS#8 private key, both DER. */
export interface GuardianSigner {
  readonly certificate: Uint8Array;
  readonly privateKey: Uint8Array;
}

const kps = 'http://schemas.microsoft.com/kps/2014/07';
const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';
const exclusiveC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const envelopedSignature = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/**
 * The metadata document with an enveloped XML signature (XML-DSIG, RSA with SHA-256). `communications`
 * signs the document, `signing` the two certificates. The text is written in canonical form (exclusive
 * XML canonicalization 1.0 §3): attributes sorted, no empty-element tags, so that what is hashed is what is
 * sent. All content is base64 or numbers: nothing needs escaping.
 */
export function encodeGuardianMetadata(options: {
  readonly signing: GuardianSigner;
  readonly communications: GuardianSigner;
  readonly encryptionCertificate: Uint8Array;
  readonly otherSigningCertificates?: readonly Uint8Array[];
}): string {
  const open = `<Metadata xmlns="${kps}" ID="_1" Version="1">`;
  const information = guardianInformation(options);
  const digest = toBase64(hash('sha256', utf8(`${open}${information}</Metadata>`)));
  const signedInfo = signedInfoOf(digest);
  const value = toBase64(
    createSigner(options.communications.privateKey)('sha256', utf8(signedInfo)),
  );
  const certificate = toBase64(options.communications.certificate);
  const inner = signedInfo.replace(` xmlns="${xmldsig}"`, '');
  const signature =
    `<Signature xmlns="${xmldsig}">${inner}<SignatureValue>${value}</SignatureValue>` +
    `<KeyInfo><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></Signature>`;
  return `${open}${information}${signature}</Metadata>`;
}

function guardianInformation(options: Parameters<typeof encodeGuardianMetadata>[0]): string {
  const sign = createSigner(options.signing.privateKey);
  const certificate = (name: string, der: Uint8Array): string =>
    `<${name}>${toBase64(der)}</${name}>`;
  const signature = (name: string, over: Uint8Array): string =>
    `<${name} Algorithm="${rsaSha256}"><SignatureValue>${toBase64(sign('sha256', over))}</SignatureValue></${name}>`;
  const others = (options.otherSigningCertificates ?? []).map((der) =>
    certificate('Certificate', der),
  );
  return [
    '<GuardianInformation><Version>1</Version>',
    certificate('EncryptionCertificate', options.encryptionCertificate),
    certificate('SigningCertificate', options.signing.certificate),
    signature('EncryptionCertificateSignature', options.encryptionCertificate),
    signature('SigningCertificateSelfSignature', options.signing.certificate),
    others.length > 0
      ? `<OtherSigningCertificates>${others.join('')}</OtherSigningCertificates>`
      : '',
    '</GuardianInformation>',
  ].join('');
}

const algorithmElement = (name: string, uri: string): string =>
  `<${name} Algorithm="${uri}"></${name}>`;

const signedInfoOf = (digest: string): string =>
  `<SignedInfo xmlns="${xmldsig}">${algorithmElement('CanonicalizationMethod', exclusiveC14n)}` +
  `${algorithmElement('SignatureMethod', rsaSha256)}<Reference URI=""><Transforms>` +
  `${algorithmElement('Transform', envelopedSignature)}${algorithmElement('Transform', exclusiveC14n)}` +
  `</Transforms>${algorithmElement('DigestMethod', sha256)}<DigestValue>${digest}</DigestValue>` +
  '</Reference></SignedInfo>';

const limits = { maxDepth: 16, maxElements: 512, maxBytes: 1024 * 1024 };

/**
 * Reads a metadata document and checks the signatures over the certificates, which say who the guardian
 * is; the signature over the document is not verified. Throws `MalformedError`.
 */
export function parseGuardianMetadata(text: string): GuardianMetadata {
  const root = parseXml(text, limits);
  if (root.name !== 'Metadata' || root.namespace !== kps)
    throw new MalformedError('Metadata', 0, `the root is ${root.name}, not Metadata of MS-KPS`);
  const information = requiredChild(root, 'GuardianInformation', kps);
  requiredChild(root, 'Signature', xmldsig);
  const encryptionCertificate = base64Of(requiredChild(information, 'EncryptionCertificate', kps));
  const signingCertificate = base64Of(requiredChild(information, 'SigningCertificate', kps));
  const others = child(information, 'OtherSigningCertificates', kps);
  const { publicKey } = parseCertificate(signingCertificate);
  parseCertificate(encryptionCertificate);
  const isSigned = (name: string, over: Uint8Array): boolean =>
    signatureVerifies(requiredChild(information, name, kps), publicKey, over);
  const valid =
    isSigned('EncryptionCertificateSignature', encryptionCertificate) &&
    isSigned('SigningCertificateSelfSignature', signingCertificate);
  return {
    version: versionOf(information),
    encryptionCertificate,
    signingCertificate,
    otherSigningCertificates:
      others === undefined ? [] : childrenOf(others, 'Certificate', kps).map(base64Of),
    certificateSignatures: valid ? 'valid' : 'invalid',
  };
}

function signatureVerifies(element: XmlElement, publicKey: Uint8Array, data: Uint8Array): boolean {
  const signature = base64Of(requiredChild(element, 'SignatureValue', kps));
  return (
    element.attributes.get('Algorithm') === rsaSha256 &&
    verifyBySpki({ publicKey, scheme: 'rsa-pkcs1', hash: 'sha256', data, signature })
  );
}

function versionOf(information: XmlElement): number {
  const text = textOf(requiredChild(information, 'Version', kps));
  if (!/^\d{1,10}$/.test(text)) throw new MalformedError('Metadata', 0, 'Version is no number');
  return Number(text);
}

function base64Of(element: XmlElement): Uint8Array {
  try {
    return fromBase64(element.text.replace(/\s+/g, ''));
  } catch {
    throw new MalformedError('Metadata', 0, `line ${element.line}: ${element.name} is not base64`);
  }
}
