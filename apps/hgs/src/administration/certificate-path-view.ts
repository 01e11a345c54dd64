import type { certificatePath } from '@gatehouse/contracts';
import { type Certificate, verifyPath } from '@gatehouse/pki';
import type { z } from 'zod';
import type { SharedTrust } from '../store/trust-store.ts';

export type CertificatePathView = z.infer<typeof certificatePath>;

/** Where an EK certificate leads, for people who decide about the TPM. */
export function certificatePathView(
  certificate: Certificate | null,
  trust: SharedTrust,
  at: Date,
): CertificatePathView {
  if (certificate === null)
    return {
      outcome: 'absent',
      subject: null,
      issuer: null,
      detail: 'The host presented no EK certificate: nothing says that this is a real TPM.',
    };
  const subject = certificate.tpm
    ? `${certificate.tpm.manufacturer} ${certificate.tpm.model} ${certificate.tpm.version}`
    : certificate.subject || null;
  const { issuer } = certificate;
  const result = verifyPath(certificate, { anchors: trust.roots, at });
  if (result.kind === 'trusted') {
    const root = result.path[result.path.length - 1];
    return {
      outcome: 'trusted',
      subject,
      issuer,
      detail: `Leads to ${root?.subject ?? 'a root'}.`,
    };
  }
  const outcome = result.code === 'no-issuer' ? 'untrusted' : 'invalid';
  return { outcome, subject, issuer, detail: result.detail };
}
