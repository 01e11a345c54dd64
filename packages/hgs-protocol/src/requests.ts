import type { ProvidedContentType, ResultType } from './enumerations.ts';

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

/** Reads a request body of any version: JSON text. Throws `MalformedError` with the field. */
export function readRequest(_text: string): HgsRequest {
  throw new Error('not written yet');
}

/** JSON text of a request, binary as base64, `SessionId` as base64 of the 16 GUID bytes. */
export function encodeRequest(_request: HgsRequest): string {
  throw new Error('not written yet');
}
