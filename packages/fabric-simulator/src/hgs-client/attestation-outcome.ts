import { policyTable } from '@gatehouse/attestation';
import type { AttestationStatusName, AttestationSubstatus } from '@gatehouse/contracts';
import type { ErrorReply, ErrorReplyKind, OperationMode } from '@gatehouse/hgs-protocol';

/** What the HGS client makes of one attempt. */
export interface AttestationOutcome {
  readonly status: AttestationStatusName;
  readonly substatus: readonly AttestationSubstatus[];
  readonly operationMode: OperationMode;
  /** Health certificates over IDK and IDKS, DER. */
  readonly certificates: readonly Uint8Array[];
}

type Refusal = Pick<AttestationOutcome, 'status' | 'substatus'>;

const refusal = (status: AttestationStatusName, ...substatus: AttestationSubstatus[]): Refusal => ({
  status,
  substatus,
});

/** Error replies and the AttestationStatus that they leave (MS-HGSA §2.2.2.11–.24; by meaning). */
const refusals: Readonly<Record<ErrorReplyKind, Refusal>> = {
  ErrorReply: refusal('TransientError', 'ServiceUnavailable'),
  PayloadErrorReply: refusal('TransientError', 'ServiceUnavailable'),
  UnavailableErrorReply: refusal('TransientError', 'ServiceUnavailable'),
  OperationModeErrorReply: refusal('TransientError', 'AuthenticationFailure'),
  UnauthorizedErrorReply: refusal('UnauthorizedHost'),
  RtpmErrorReply: refusal('TpmError'),
  TcgLogValidationErrorReply: refusal('InsecureHostConfiguration', 'TcgLogVerification'),
  VirtualSecureModeErrorReply: refusal('InsecureHostConfiguration', 'VirtualSecureMode'),
  VsmReportValidationErrorReply: refusal('InsecureHostConfiguration', 'VirtualSecureMode'),
  PolicyEvaluationErrorReply: refusal('InsecureHostConfiguration'),
};

const substatusOfPolicy: ReadonlyMap<string, AttestationSubstatus> = new Map(
  policyTable.map(({ guid, substatus }) => [guid, substatus]),
);

export const failed = (refused: Refusal, operationMode: OperationMode): AttestationOutcome => ({
  ...refused,
  operationMode,
  certificates: [],
});

export const unreachable: Refusal = refusal('TransientError', 'HostUnreachable');
export const tpmFailure: Refusal = refusal('TpmError');
/** A host without a TPM 2.0 has nothing to offer, and asks for nothing. By meaning: not documented. */
export const unsupportedTpm: Refusal = refusal('TpmError', 'UnsupportedHardware');

/** Status and substatus of an error reply: every failed policy is named. */
export function outcomeOfError(
  reply: ErrorReply,
  operationMode: OperationMode,
): AttestationOutcome {
  const reasons = reply.kind === 'PolicyEvaluationErrorReply' ? reply.reasons : [];
  const named = reasons
    .filter(({ result }) => !result)
    .flatMap(({ reason }) => substatusOfPolicy.get(reason) ?? []);
  const { status, substatus } = refusals[reply.kind];
  return failed({ status, substatus: [...new Set([...substatus, ...named])] }, operationMode);
}
