import { fromGuid, MalformedError, toBase64 } from '@gatehouse/bytes';
import { z } from 'zod';
import {
  type OperationMode,
  operationMode,
  type ResultType,
  resultType,
  typeHintSuffix,
} from './enumerations.ts';
import {
  binary,
  enumerated,
  guid,
  parseJson,
  parseJsonObject,
  readAs,
  typeHintOf,
} from './json-values.ts';
import { maxContext } from './requests.ts';

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

const level = z.int().min(0).max(0xffff_ffff);
const retryable = z.boolean().default(false);
const evaluationLog = z.object({ Result: z.boolean(), Reason: guid });

/** One reader a type hint: JSON object → reply. */
const readers: Readonly<Record<HgsReply['kind'], (value: unknown) => HgsReply>> = {
  TpmReplyContinue: (value) => ({
    kind: 'TpmReplyContinue',
    context: readAs(z.object({ RtpmActiveContext: binary(maxContext) }), value, 'TpmReplyContinue')
      .RtpmActiveContext,
  }),
  HealthCertificateReply: (value) => {
    const item = z.object({ m_Item1: enumerated(resultType), m_Item2: binary(65_536) });
    const read = readAs(
      z.object({ Content: z.array(item).max(8) }),
      value,
      'HealthCertificateReply',
    );
    return {
      kind: 'HealthCertificateReply',
      content: read.Content.map((each) => ({ type: each.m_Item1, certificate: each.m_Item2 })),
    };
  },
  ServiceInfoReply: (value) => {
    const schema = z.object({
      FunctionalLevel: level,
      OperationMode: enumerated(operationMode),
      SupportedFunctionalLevels: z.array(level).max(64),
    });
    const read = readAs(schema, value, 'ServiceInfoReply');
    return {
      kind: 'ServiceInfoReply',
      functionalLevel: read.FunctionalLevel,
      operationMode: read.OperationMode,
      supportedFunctionalLevels: read.SupportedFunctionalLevels,
    };
  },
  OperationModeErrorReply: (value) => {
    const schema = z.object({
      Retryable: retryable,
      ExpectedOperationMode: enumerated(operationMode),
    });
    const read = readAs(schema, value, 'OperationModeErrorReply');
    return {
      kind: 'OperationModeErrorReply',
      retryable: read.Retryable,
      expectedOperationMode: read.ExpectedOperationMode,
    };
  },
  PolicyEvaluationErrorReply: (value) => {
    const schema = z.object({ Retryable: retryable, Reasons: z.array(evaluationLog).max(256) });
    const read = readAs(schema, value, 'PolicyEvaluationErrorReply');
    return {
      kind: 'PolicyEvaluationErrorReply',
      retryable: read.Retryable,
      reasons: read.Reasons.map((log) => ({ result: log.Result, reason: log.Reason })),
    };
  },
  ErrorReply: plainError('ErrorReply'),
  PayloadErrorReply: plainError('PayloadErrorReply'),
  RtpmErrorReply: plainError('RtpmErrorReply'),
  TcgLogValidationErrorReply: plainError('TcgLogValidationErrorReply'),
  UnauthorizedErrorReply: plainError('UnauthorizedErrorReply'),
  UnavailableErrorReply: plainError('UnavailableErrorReply'),
  VirtualSecureModeErrorReply: plainError('VirtualSecureModeErrorReply'),
  VsmReportValidationErrorReply: plainError('VsmReportValidationErrorReply'),
};

function plainError(kind: PlainErrorReplyKind): (value: unknown) => ErrorReply {
  return (value) => ({
    kind,
    retryable: readAs(z.object({ Retryable: retryable }), value, kind).Retryable,
  });
}

const isReplyKind = (hint: string): hint is HgsReply['kind'] => Object.hasOwn(readers, hint);

/** Reads a reply body: JSON text, told apart by its type hint. Throws `MalformedError` with the field. */
export function readReply(text: string): HgsReply {
  const value = parseJsonObject(text, 'attestation reply');
  const hint = typeHintOf(value, 'attestation reply');
  if (hint === null || !isReplyKind(hint))
    throw new MalformedError(
      'attestation reply',
      0,
      `__type ${JSON.stringify(hint?.slice(0, 64) ?? null)} is no reply`,
    );
  return readers[hint](value);
}

/** JSON text of a reply: `__type` is its first property (MS-HGSA §2.2.2). */
export function encodeReply(reply: HgsReply): string {
  return JSON.stringify({ __type: reply.kind + typeHintSuffix, ...fieldsOf(reply) });
}

function fieldsOf(reply: HgsReply): object {
  switch (reply.kind) {
    case 'TpmReplyContinue':
      return { RtpmActiveContext: toBase64(reply.context) };
    case 'HealthCertificateReply':
      return {
        Content: reply.content.map(({ type, certificate }) => ({
          m_Item1: resultType[type],
          m_Item2: toBase64(certificate),
        })),
      };
    case 'ServiceInfoReply':
      return {
        FunctionalLevel: reply.functionalLevel,
        OperationMode: operationMode[reply.operationMode],
        SupportedFunctionalLevels: reply.supportedFunctionalLevels,
      };
    case 'OperationModeErrorReply':
      return {
        Retryable: reply.retryable,
        ExpectedOperationMode: operationMode[reply.expectedOperationMode],
      };
    case 'PolicyEvaluationErrorReply':
      return {
        Retryable: reply.retryable,
        Reasons: reply.reasons.map(({ result, reason }) => ({
          Result: result,
          Reason: toBase64(fromGuid(reason)),
        })),
      };
    default:
      return { Retryable: reply.retryable };
  }
}

/**
 * Body of `signingCertificates`: a PKCS#7 as a JSON array of byte numbers. Without whitespace: a known
 * client cuts off the first and the last character and splits at commas.
 */
export const encodeSigningCertificates = (pkcs7: Uint8Array): string => `[${pkcs7.join(',')}]`;

/** The PKCS#7 of a `signingCertificates` body. Throws `MalformedError`. */
export function readSigningCertificates(text: string): Uint8Array {
  const value = parseJson(text.slice(0, 4 * 1024 * 1024), 'signingCertificates');
  return readAs(binary(1024 * 1024), value, 'signingCertificates');
}
