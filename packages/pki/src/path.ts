import { equalBytes } from '@gatehouse/bytes';
import { type Certificate, mayIssue } from './certificate.ts';
import { signatureAlgorithmOf, signatureFits } from './signature-algorithm.ts';

export type PathFailure =
  | 'no-issuer'
  | 'expired'
  | 'not-yet-valid'
  | 'bad-signature'
  | 'weak-signature'
  | 'not-a-ca'
  | 'path-too-long'
  | 'unknown-critical-extension';

export type PathResult =
  | { readonly kind: 'trusted'; readonly path: readonly Certificate[] }
  | { readonly kind: 'untrusted'; readonly code: PathFailure; readonly detail: string };

export interface PathOptions {
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[];
  /** Instant at which every certificate of the path, the anchor too, has to be valid. */
  readonly at: Date;
}

/** Certificates in a path, the leaf and the anchor included. */
const maxDepth = 6;
/** Links that are tried: a hostile bundle must not cost more. */
const maxLinks = 128;

/**
 * Extensions that are honoured or, for an endorsement key, have no bearing on trust: subjectKeyId,
 * keyUsage, subjectAltName, basicConstraints, certificatePolicies, authorityKeyId, extKeyUsage.
 * Name constraints are not among them: a CA that needs them is refused rather than misread.
 */
const knownExtensions: ReadonlySet<string> = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
]);

interface Failure {
  readonly code: PathFailure;
  readonly detail: string;
}

/**
 * Whether a path leads from `certificate` to one of the anchors (RFC 5280 §6): signatures, validity,
 * CA flags, path lengths, critical extensions. Without revocation and policies. When no path holds,
 * the failure of the longest attempt is told.
 */
export function verifyPath(certificate: Certificate, options: PathOptions): PathResult {
  const search: Search = {
    at: options.at,
    anchors: new Set(options.anchors.map((anchor) => anchor.thumbprint)),
    candidates: [...options.anchors, ...(options.intermediates ?? [])],
    links: 0,
    deepest: { depth: 0, failure: noIssuer(certificate) },
  };
  const path = extendPath(search, [certificate], certificate);
  if (path !== null) return { kind: 'trusted', path };
  return { kind: 'untrusted', ...search.deepest.failure };
}

/** State of one search: depth first, the failure of the longest attempt is kept. */
interface Search {
  readonly at: Date;
  readonly anchors: ReadonlySet<string>;
  readonly candidates: readonly Certificate[];
  links: number;
  deepest: { readonly depth: number; readonly failure: Failure };
}

function extendPath(
  search: Search,
  path: readonly Certificate[],
  last: Certificate,
): readonly Certificate[] | null {
  const issuers = search.candidates.filter(
    (c) => equalBytes(c.subjectName, last.issuerName) && !path.includes(c),
  );
  const isAnchor = search.anchors.has(last.thumbprint);
  const failure = failureOf(last, search.at) ?? (isAnchor ? null : deadEnd(path, last, issuers));
  if (failure !== null) return note(search, path, failure);
  if (isAnchor) return path;
  for (const issuer of issuers) {
    const whole = linkPath(search, path, last, issuer);
    if (whole !== null) return whole;
  }
  return null;
}

function linkPath(
  search: Search,
  path: readonly Certificate[],
  last: Certificate,
  issuer: Certificate,
): readonly Certificate[] | null {
  search.links += 1;
  if (search.links > maxLinks) return null;
  const failure = linkFailure(last, issuer, path.length - 1);
  return failure === null
    ? extendPath(search, [...path, issuer], issuer)
    : note(search, path, failure);
}

function deadEnd(
  path: readonly Certificate[],
  last: Certificate,
  issuers: readonly Certificate[],
): Failure | null {
  if (issuers.length === 0) return noIssuer(last);
  return path.length >= maxDepth ? tooLong(last) : null;
}

function note(search: Search, path: readonly Certificate[], failure: Failure): null {
  if (path.length > search.deepest.depth) search.deepest = { depth: path.length, failure };
  return null;
}

const nameOf = (c: Certificate): string => c.subject || `certificate ${c.serialNumber}`;

const noIssuer = (c: Certificate): Failure => ({
  code: 'no-issuer',
  detail: `No trusted certificate of its issuer is known: ${c.issuer}.`,
});

const tooLong = (c: Certificate): Failure => ({
  code: 'path-too-long',
  detail: `The path has more than ${maxDepth} certificates at ${nameOf(c)}.`,
});

/** What is wrong with one certificate, whatever its issuer. */
function failureOf(c: Certificate, at: Date): Failure | null {
  if (at < c.notBefore)
    return {
      code: 'not-yet-valid',
      detail: `${nameOf(c)} is valid from ${c.notBefore.toISOString()}.`,
    };
  if (at > c.notAfter)
    return { code: 'expired', detail: `${nameOf(c)} expired at ${c.notAfter.toISOString()}.` };
  const unknown = c.criticalExtensions.find((oid) => !knownExtensions.has(oid));
  return unknown === undefined
    ? null
    : {
        code: 'unknown-critical-extension',
        detail: `${nameOf(c)} has the critical extension ${unknown}, which is not understood.`,
      };
}

/** What is wrong between a certificate and its issuer; `below`: CA certificates under the issuer. */
function linkFailure(c: Certificate, issuer: Certificate, below: number): Failure | null {
  if (!mayIssue(issuer))
    return { code: 'not-a-ca', detail: `${nameOf(issuer)} may not issue certificates.` };
  if (issuer.pathLength !== null && below > issuer.pathLength)
    return {
      code: 'path-too-long',
      detail: `${nameOf(issuer)} allows ${issuer.pathLength} CAs below it.`,
    };
  if (signatureAlgorithmOf(c.signatureAlgorithm) === null)
    return {
      code: 'weak-signature',
      detail: `${nameOf(c)} is signed with an algorithm that is not accepted.`,
    };
  const fits = signatureFits({
    publicKey: issuer.publicKey,
    algorithm: c.signatureAlgorithm,
    data: c.tbsCertificate,
    signature: c.signature,
  });
  return fits
    ? null
    : {
        code: 'bad-signature',
        detail: `The signature of ${nameOf(c)} is not that of ${nameOf(issuer)}.`,
      };
}
