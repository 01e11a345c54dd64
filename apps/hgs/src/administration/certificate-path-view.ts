import type { EndorsementPath } from '@gatehouse/attestation';
import type { certificatePath } from '@gatehouse/contracts';
import type { Certificate } from '@gatehouse/pki';
import type { z } from 'zod';
import { endorsementPath } from '../attestation/judgement.ts';
import type { SharedTrust } from '../store/trust-store.ts';

type CertificatePathView = z.infer<typeof certificatePath>;

/** Where an EK certificate leads, for people who decide about the TPM. */
export function certificatePathView(
  certificate: Certificate | null,
  trust: SharedTrust,
  at: Date,
): CertificatePathView {
  return viewOfEkPath(certificate, endorsementPath(certificate, trust, at));
}

/** As {@link certificatePathView} of a path that was followed already; null without a certificate. */
export function viewOfEkPath(
  certificate: Certificate | null,
  path: EndorsementPath | null,
): CertificatePathView {
  if (certificate === null || path === null)
    return {
      outcome: 'absent',
      subject: null,
      issuer: null,
      detail: 'The host presented no EK certificate: nothing says that this is a real TPM.',
    };
  return pathView(certificate, path);
}

/** Where any certificate leads. */
export function pathView(certificate: Certificate, path: EndorsementPath): CertificatePathView {
  const subject = certificate.tpm
    ? `${certificate.tpm.manufacturer} ${certificate.tpm.model} ${certificate.tpm.version}`
    : certificate.subject || null;
  return { outcome: outcomeOf(path), subject, issuer: certificate.issuer, detail: detailOf(path) };
}

function outcomeOf(path: EndorsementPath): CertificatePathView['outcome'] {
  if (path.kind === 'trusted') return 'trusted';
  return path.code === 'no-issuer' ? 'untrusted' : 'invalid';
}

const detailOf = (path: EndorsementPath): string =>
  path.kind === 'trusted' ? `Leads to ${path.path.at(-1)?.subject ?? 'a root'}.` : path.detail;
