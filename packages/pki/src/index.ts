export {
  type Certificate,
  isSelfIssued,
  mayIssue,
  parseCertificate,
  type TpmAttributes,
} from './certificate.ts';
export {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateFields,
  type CertificateSigner,
  certificateSignerOf,
  createSelfSigned,
  createSigningKey,
  ekCertificateIssuer,
  extendedKeyUsage,
  extensionsOf,
  type Issuer,
  issueCertificate,
  issueEkCertificate,
  keyUsage,
  nameOf,
  positive,
  rsaPublicKey,
  type SigningKey,
  signCertificate,
  signingKeyFromSeed,
  type Validity,
} from './issue-certificate.ts';
export { type PathFailure, type PathOptions, type PathResult, verifyPath } from './path.ts';
export {
  encodeCertificates,
  isSignedData,
  readSignedData,
  type SignedData,
  type SignerInfo,
} from './signed-data.ts';
