export {
  type Context,
  decodeContext,
  type EvidenceBlobs,
  type EvidencePcrSelection,
  encodeContext,
  type TpmDeviceInfo,
} from './context.ts';
export {
  type OperationMode,
  operationMode,
  type ProtocolVersion,
  type ProvidedContentType,
  providedContentType,
  type ResultType,
  resultType,
  typeHintSuffix,
} from './enumerations.ts';
export {
  encodeGuardianMetadata,
  type GuardianMetadata,
  type GuardianSigner,
  parseGuardianMetadata,
} from './guardian-metadata.ts';
export {
  type ErrorReply,
  type ErrorReplyKind,
  type EvaluationLog,
  encodeReply,
  encodeSigningCertificates,
  type HealthCertificateReply,
  type HgsReply,
  type PlainErrorReplyKind,
  plainErrorReplies,
  readReply,
  readSigningCertificates,
  type ServiceInfoReply,
  type TpmReplyContinue,
} from './replies.ts';
export {
  type AttestationRequest,
  encodeRequest,
  type HgsRequest,
  readRequest,
  type TpmRequestContinue,
  type TpmRequestInitial,
} from './requests.ts';
