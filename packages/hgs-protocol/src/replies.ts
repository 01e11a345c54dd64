import type { OperationMode, ResultType } from './enumerations.ts';

/** EvaluationLog (MS-HGSA §2.2.2.13): `reason` is the GUID of a policy, lower case. */
export interface EvaluationLog {
  readonly result: boolean;
  readonly reason: string;
}

export interface TpmReplyContinue {
  readonly kind: 'TpmReplyContinue';
  readonly context: Uint8Array;
}

export interface HealthCertificateReply {
  readonly kind: 'HealthCertificateReply';
  /** DER certificates. */
  readonly content: readonly { readonly type: ResultType; readonly certificate: Uint8Array }[];
}

export interface ServiceInfoReply {
  readonly kind: 'ServiceInfoReply';
  readonly functionalLevel: number;
  readonly operationMode: OperationMode;
  readonly supportedFunctionalLevels: readonly number[];
}

/** Error replies that carry nothing but `Retryable` (MS-HGSA §2.2.2.11, .14–.24). */
export const plainErrorReplies = [
  'ErrorReply',
  'PayloadErrorReply',
  'RtpmErrorReply',
  'TcgLogValidationErrorReply',
  'UnauthorizedErrorReply',
  'UnavailableErrorReply',
  'VirtualSecureModeErrorReply',
  'VsmReportValidationErrorReply',
] as const;
export type PlainErrorReplyKind = (typeof plainErrorReplies)[number];

export type ErrorReply =
  | { readonly kind: PlainErrorReplyKind; readonly retryable: boolean }
  | {
      readonly kind: 'OperationModeErrorReply';
      readonly retryable: boolean;
      readonly expectedOperationMode: OperationMode;
    }
  | {
      readonly kind: 'PolicyEvaluationErrorReply';
      readonly retryable: boolean;
      readonly reasons: readonly EvaluationLog[];
    };
export type ErrorReplyKind = ErrorReply['kind'];

export type HgsReply = TpmReplyContinue | HealthCertificateReply | ServiceInfoReply | ErrorReply;

/** Reads a reply body: JSON text. Throws `MalformedError` with the field. */
export function readReply(_text: string): HgsReply {
  throw new Error('not written yet');
}

/** JSON text of a reply: `__type` is its first property. */
export function encodeReply(_reply: HgsReply): string {
  throw new Error('not written yet');
}

/** Body of `signingCertificates`: a PKCS#7 as a JSON array of byte numbers without whitespace. */
export function encodeSigningCertificates(_pkcs7: Uint8Array): string {
  throw new Error('not written yet');
}

/** The PKCS#7 of a `signingCertificates` body. Throws `MalformedError`. */
export function readSigningCertificates(_text: string): Uint8Array {
  throw new Error('not written yet');
}
