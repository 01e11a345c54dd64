import { MalformedError } from '@gatehouse/bytes';
import { type Certificate, parseCertificate, verifyPath } from '@gatehouse/pki';

/** How long a health certificate is valid: hosts attest again every eight hours. */
export const healthCertificateHours = 8;

export type HealthCertificateResult =
  | { readonly kind: 'valid'; readonly certificate: Certificate }
  | {
      readonly kind: 'refused';
      readonly code:
        | 'malformed'
        | 'expired'
        | 'not-yet-valid'
        | 'foreign'
        | 'not-a-health-certificate';
      readonly detail: string;
    };

/**
 * Whether a health certificate is one of ours and still valid: signed directly by one of the attestation
 * signers, within its validity, and no CA. It says that its key's host was healthy when it was issued;
 * it never stands in for evidence in an attestation.
 */
export function verifyHealthCertificate(
  bytes: Uint8Array,
  options: { readonly signers: readonly Certificate[]; readonly at: Date },
): HealthCertificateResult {
  const certificate = read(bytes);
  if (typeof certificate === 'string')
    return { kind: 'refused', code: 'malformed', detail: certificate };
  if (certificate.isCa)
    return { kind: 'refused', code: 'not-a-health-certificate', detail: 'It is a CA certificate.' };
  const result = verifyPath(certificate, { anchors: options.signers, at: options.at });
  if (result.kind === 'trusted')
    return result.path.length === 2
      ? { kind: 'valid', certificate }
      : { kind: 'refused', code: 'foreign', detail: 'No attestation signer issued it directly.' };
  const code =
    result.code === 'expired' || result.code === 'not-yet-valid' ? result.code : 'foreign';
  return { kind: 'refused', code, detail: result.detail };
}

function read(bytes: Uint8Array): Certificate | string {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (error instanceof MalformedError) return error.message;
    throw error;
  }
}
