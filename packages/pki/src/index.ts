export { type Certificate, parseCertificate } from './certificate.ts';
export {
  createSelfSigned,
  createSigningKey,
  type Issuer,
  issueEkCertificate,
  type SigningKey,
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
