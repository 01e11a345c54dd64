import type { Certificate } from './certificate.ts';

export type PathFailure =
  | 'no-issuer'
  | 'expired'
  | 'not-yet-valid'
  | 'bad-signature'
  | 'not-a-ca'
  | 'path-too-long'
  | 'unknown-critical-extension';

export type PathResult =
  | { readonly kind: 'trusted'; readonly path: readonly Certificate[] }
  | { readonly kind: 'untrusted'; readonly code: PathFailure; readonly detail: string };

export interface PathOptions {
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[];
  /** Instant at which the path has to be valid. */
  readonly at: Date;
}

/** Whether a path leads from `certificate` to one of the anchors (RFC 5280 §6, without revocation). */
export function verifyPath(_certificate: Certificate, _options: PathOptions): PathResult {
  throw new Error('not written yet');
}
