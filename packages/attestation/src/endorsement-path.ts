import { type Certificate, type PathOptions, type PathResult, verifyPath } from '@gatehouse/pki';

/** Where an EK certificate leads: to a trusted manufacturer, or why it does not. */
export type EndorsementPath =
  | PathResult
  | { readonly kind: 'untrusted'; readonly code: 'no-ek-certificate'; readonly detail: string };

/** tcg-kp-EKCertificate (TCG EK Credential Profile §3.2.16). */
const ekCertificateUse = '2.23.133.8.1';

/**
 * Whether a certificate is one of an endorsement key (TCG EK Credential Profile §3.2), issued below one of
 * the anchors. The same CAs certify attestation keys and keys of software, whose owners could play a TPM:
 * so the certificate has to say what it is for.
 *
 * It does not ask whether the certificate was revoked: manufacturers publish hardly any revocation, and an
 * HGS reaches no network.
 */
export function verifyEndorsementPath(
  certificate: Certificate,
  options: PathOptions,
): EndorsementPath {
  const broken = rules.find((rule) => !rule.holds(certificate));
  return broken === undefined
    ? verifyPath(certificate, options)
    : { kind: 'untrusted', code: 'no-ek-certificate', detail: broken.detail(certificate) };
}

interface ProfileRule {
  readonly holds: (certificate: Certificate) => boolean;
  readonly detail: (certificate: Certificate) => string;
}

/** Uses of a key that opens secrets: RSA by keyEncipherment, ECC by keyAgreement (§3.2.13). */
const openingUses = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'] as const;

const rules: readonly ProfileRule[] = [
  {
    holds: ({ isCa }) => !isCa,
    detail: () => 'It is the certificate of an authority, not of an endorsement key.',
  },
  {
    // Certificates of TPM 1.2 days have no keyUsage.
    holds: ({ keyUsage }) => keyUsage === null || openingUses.some((use) => keyUsage.includes(use)),
    detail: ({ keyUsage }) =>
      `Its key may not open secrets (${keyUsage?.join(', ') || 'no key usage'}): it is no certificate of an endorsement key.`,
  },
  {
    holds: ({ extendedKeyUsage: uses }) => uses.length === 0 || uses.includes(ekCertificateUse),
    detail: ({ extendedKeyUsage }) =>
      `It is for another use (${extendedKeyUsage.join(', ')}), not for an endorsement key (${ekCertificateUse}).`,
  },
  {
    holds: ({ extendedKeyUsage: uses, tpm }) => uses.length > 0 || tpm !== null,
    detail: () =>
      'Nothing in it says that its key is an endorsement key: neither its extended key usage nor TPM attributes in its subjectAltName.',
  },
];
