import { fromGuid, MalformedError, toBase64 } from '@gatehouse/bytes';
import { z } from 'zod';
import {
  type ProvidedContentType,
  providedContentType,
  type ResultType,
  resultType,
  typeHintSuffix,
} from './enumerations.ts';
import { binary, enumerated, guid, parseJsonObject, readAs, typeHintOf } from './json-values.ts';

/** v2 request of TPM and host-key mode (MS-HGSA §2.2.2.3). */
export interface AttestationRequest {
  readonly kind: 'AttestationRequest';
  readonly requestedContent: readonly ResultType[];
  /** One item a type. */
  readonly providedContent: Readonly<Partial<Record<ProvidedContentType, Uint8Array>>>;
  /** GUID text, lower case, without braces. */
  readonly sessionId: string;
}

/** First request of v1 TPM mode (MS-HGSA §2.2.2). */
export interface TpmRequestInitial {
  readonly kind: 'TpmRequestInitial';
  readonly requestedContent: readonly ResultType[];
  readonly endorsementKey: Uint8Array;
  readonly sessionId: string;
}

/** Further request of v1 TPM mode: `context` is `RtpmNewContext`. */
export interface TpmRequestContinue {
  readonly kind: 'TpmRequestContinue';
  readonly requestedContent: readonly ResultType[];
  readonly endorsementKey: Uint8Array;
  readonly context: Uint8Array;
  readonly sessionId: string;
}

export type HgsRequest = AttestationRequest | TpmRequestInitial | TpmRequestContinue;

const maxKey = 16 * 1024;
/** Room for a log of 2 MiB and the rest of the evidence. */
export const maxContext = 2 * 1024 * 1024 + 64 * 1024;

const requestedContent = z.array(enumerated(resultType)).min(1).max(8);
const providedItem = z.object({
  m_Item1: enumerated(providedContentType),
  m_Item2: binary(maxContext),
});

const attestationRequest = z.object({
  RequestedContent: requestedContent,
  ProvidedContent: z.array(providedItem).max(9),
  SessionId: guid,
});

/** `RtpmPublicEndorsementKey`: bytes, or an EndorsementKey object (MS-HGSA §2.2.2.12). */
const endorsementKey = z.union([
  z.object({ Key: binary(maxKey) }).transform((o) => o.Key),
  binary(maxKey),
]);

const tpmRequestInitial = z.object({
  RequestedContent: requestedContent,
  RtpmPublicEndorsementKey: endorsementKey,
  SessionId: guid,
});
const tpmRequestContinue = tpmRequestInitial.extend({ RtpmNewContext: binary(maxContext) });

const structure = 'attestation request';

/**
 * Reads a request body: JSON text, of v2 (with or without its type hint) or v1. Unknown properties are
 * ignored. Throws `MalformedError` that names the field.
 */
export function readRequest(text: string): HgsRequest {
  const value = parseJsonObject(text, structure);
  const hint = typeHintOf(value, structure) ?? 'AttestationRequest';
  switch (hint) {
    case 'AttestationRequest':
      return readAttestationRequest(value);
    case 'TpmRequestInitial': {
      const read = readAs(tpmRequestInitial, value, hint);
      return {
        kind: hint,
        requestedContent: read.RequestedContent,
        endorsementKey: read.RtpmPublicEndorsementKey,
        sessionId: read.SessionId,
      };
    }
    case 'TpmRequestContinue': {
      const read = readAs(tpmRequestContinue, value, hint);
      return {
        kind: hint,
        requestedContent: read.RequestedContent,
        endorsementKey: read.RtpmPublicEndorsementKey,
        context: read.RtpmNewContext,
        sessionId: read.SessionId,
      };
    }
    default:
      throw new MalformedError(
        structure,
        0,
        `__type ${JSON.stringify(hint.slice(0, 64))} is no request`,
      );
  }
}

function readAttestationRequest(value: unknown): AttestationRequest {
  const kind = 'AttestationRequest';
  const read = readAs(attestationRequest, value, kind);
  const providedContent: Partial<Record<ProvidedContentType, Uint8Array>> = {};
  for (const { m_Item1: type, m_Item2: content } of read.ProvidedContent) {
    if (providedContent[type] !== undefined)
      throw new MalformedError(
        kind,
        0,
        `ProvidedContent has two items of kind ${providedContentType[type]}`,
      );
    providedContent[type] = content;
  }
  return {
    kind,
    requestedContent: read.RequestedContent,
    providedContent,
    sessionId: read.SessionId,
  };
}

/** JSON text of a request: binary as base64, `SessionId` as base64 of the 16 GUID bytes. */
export function encodeRequest(request: HgsRequest): string {
  const common = {
    RequestedContent: request.requestedContent.map((type) => resultType[type]),
    SessionId: toBase64(fromGuid(request.sessionId)),
  };
  switch (request.kind) {
    case 'AttestationRequest':
      return JSON.stringify({ ...common, ProvidedContent: providedItems(request.providedContent) });
    case 'TpmRequestInitial':
      return JSON.stringify({
        __type: request.kind + typeHintSuffix,
        ...common,
        RtpmPublicEndorsementKey: toBase64(request.endorsementKey),
      });
    case 'TpmRequestContinue':
      return JSON.stringify({
        __type: request.kind + typeHintSuffix,
        ...common,
        RtpmPublicEndorsementKey: toBase64(request.endorsementKey),
        RtpmNewContext: toBase64(request.context),
      });
  }
}

const contentTypes = Object.keys(providedContentType) as ProvidedContentType[];

const providedItems = (content: AttestationRequest['providedContent']) =>
  contentTypes.flatMap((type) => {
    const bytes = content[type];
    return bytes === undefined
      ? []
      : [{ m_Item1: providedContentType[type], m_Item2: toBase64(bytes) }];
  });
