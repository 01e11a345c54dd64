import type { HgsReply } from '@gatehouse/hgs-protocol';

/**
 * HTTP status of each reply. MS-HGSA does not give any: clients read the type hint in the body. 200 for
 * what moves the exchange on; 4xx where the host or its administrator has to act; 5xx where we have to.
 */
export const replyStatus: Readonly<Record<HgsReply['kind'], number>> = {
  TpmReplyContinue: 200,
  HealthCertificateReply: 200,
  ServiceInfoReply: 200,
  PayloadErrorReply: 400,
  RtpmErrorReply: 400,
  TcgLogValidationErrorReply: 400,
  VirtualSecureModeErrorReply: 400,
  VsmReportValidationErrorReply: 400,
  UnauthorizedErrorReply: 403,
  PolicyEvaluationErrorReply: 403,
  OperationModeErrorReply: 409,
  ErrorReply: 500,
  UnavailableErrorReply: 503,
};

/** Whether the same request can succeed later without anybody's help. */
const retryable: ReadonlySet<HgsReply['kind']> = new Set([
  'RtpmErrorReply',
  'UnavailableErrorReply',
  'ErrorReply',
]);
export const isRetryable = (kind: HgsReply['kind']): boolean => retryable.has(kind);
