export { checkAkPublic } from './ak-public.ts';
export {
  type AlgorithmName,
  algorithm,
  coordinateSize,
  digestSizeOf,
  type EccCurve,
  eccCurve,
  hashId,
  tpmiAlgHash,
  tpmiEccCurve,
} from './algorithms.ts';
export {
  type AttestationKeys,
  activateWithKeys,
  createAttestationKey,
  createAttestationKeys,
} from './attestation-keys.ts';
export {
  type Authorized,
  type CreatedObject,
  createTpmClient,
  type LoadedObject,
  type TpmClient,
} from './client.ts';
export {
  type AuthRole,
  type CommandLayout,
  commandAttributes,
  type ParametersOf,
  type ResponseOf,
} from './commands/command.ts';
export {
  type AuthCommand,
  type AuthResponse,
  frameResponse,
  maxCommandSize,
  noSessions,
  tpmsAuthCommand,
  withSessions,
} from './commands/framing.ts';
export { type PolicyOperation, policyOperation } from './commands/policy-operation.ts';
export { type CommandName, type Commands, commands } from './commands/table.ts';
export {
  type Credential,
  type CredentialInput,
  eccSeed,
  encapsulateSeed,
  makeCredential,
  oaepLabel,
  protectCredential,
  symmetricBitsOf,
} from './credential.ts';
export {
  describeTpm,
  describingCommands,
  type TpmDescription,
  type TpmHierarchies,
  type TpmLockout,
} from './description.ts';
export { type HandleRuleName, isAllowedHandle } from './handle-types.ts';
export {
  ekNvIndex,
  type HandleType,
  type Hierarchy,
  handleType,
  isHandle,
  permanentHandle,
  typeByteOf,
} from './handles.ts';
export { kdfa, kdfe } from './kdf.ts';
export { handleName, nameOf, nameOfBytes, nvNameOf, qualifiedNameOf } from './name.ts';
export { publicOfPcpBlob } from './pcp-blob.ts';
export { pcrDigest } from './pcr-digest.ts';
export { publicKeyOf } from './public-key.ts';
export {
  type ProvenQuote,
  parseAttest,
  type QuoteEvidence,
  type QuoteVerdict,
  verifyQuote,
} from './quote.ts';
export type { QuoteCheck } from './quote-check.ts';
export {
  describeResponseCode,
  type ResponseCodeName,
  type ResponseCodePlace,
  responseCode,
} from './response-codes.ts';
export {
  padTo,
  publicFromSpki,
  publicKeySpki,
  type SpkiKey,
  sameKey,
  uncompressedPoint,
} from './spki.ts';
export {
  type Attest,
  type ClockInfo,
  type QuoteAttest,
  tpmGenerated,
  tpmsAttest,
  tpmsClockInfo,
  tpmsTimeInfo,
} from './structures/attest.ts';
export {
  hasAttribute,
  hasNvAttribute,
  type NvAttribute,
  nvAttribute,
  nvAttributes,
  nvTypeOf,
  type ObjectAttribute,
  objectAttribute,
  objectAttributes,
  sessionAttribute,
} from './structures/attributes.ts';
export { tpm2bData, tpm2bDigest, tpmsEccPoint } from './structures/basic.ts';
export {
  type Capability,
  type CapabilityData,
  capability,
  tpmsCapabilityData,
} from './structures/capability.ts';
export { type NvPublic, tpm2bNvPublic, tpmsNvPublic } from './structures/nv.ts';
export {
  type CreationData,
  type Ticket,
  type TpmtSensitive,
  tpm2bSensitive,
  tpmsContext,
  tpmsCreationData,
  tpmsIdObject,
  tpmtSensitive,
} from './structures/object.ts';
export {
  type PcrSelection,
  pcrCount,
  tpmlPcrSelection,
  tpmsPcrSelection,
} from './structures/pcr-selection.ts';
export {
  type EccPublic,
  type RsaPublic,
  type TpmtPublic,
  tpm2bPublic,
  tpmtPublic,
} from './structures/public-area.ts';
export { type SymmetricDefinition, tpmtSymDef } from './structures/schemes.ts';
export { type TpmtSignature, tpmtSignature } from './structures/signature.ts';
export { akTemplate, ekPolicyA, ekTemplate, srkTemplate } from './templates.ts';
export { TpmError } from './tpm-error.ts';
export type { TpmTransport } from './transport.ts';
export { type TrustPoint, verifyTrustPoint } from './trust-point.ts';
