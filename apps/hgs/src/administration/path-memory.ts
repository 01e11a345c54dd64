import type { EndorsementPath } from '@gatehouse/attestation';
import type { TpmHost } from '@gatehouse/contracts';
import { parseCertificate } from '@gatehouse/pki';
import { endorsementPath } from '../attestation/judgement.ts';
import type { SharedTrust } from '../store/trust-store.ts';
import { viewOfEkPath } from './certificate-path-view.ts';

type PathView = TpmHost['certificatePath'];

interface Certified {
  /** One id has one certificate. */
  readonly id: string;
  readonly ekCertificate: Uint8Array | null;
}

/** How many TPMs are remembered, and how long a path that does not hold is not tried again. */
const limits = { tpms: 20_000, retry: 60_000 } as const;

/**
 * Where the certificates of authorised TPMs lead, for lists: following one costs two milliseconds, and a
 * list has hundreds. Remembered while the same manufacturers are trusted and every certificate of the path
 * is valid. No attestation asks it.
 */
export function createPathMemory(): (tpm: Certified, trust: SharedTrust, at: Date) => PathView {
  let last: SharedTrust | null = null;
  let manufacturers = '';
  let known = new Map<string, { readonly view: PathView; readonly until: number }>();
  return (tpm, trust, at) => {
    if (trust !== last) {
      last = trust;
      const trusted = manufacturersOf(trust);
      if (trusted !== manufacturers) known = new Map();
      manufacturers = trusted;
    }
    if (known.size >= limits.tpms) known = new Map();
    const found = known.get(tpm.id);
    if (found !== undefined && at.getTime() < found.until) return found.view;
    const certificate = tpm.ekCertificate === null ? null : parseCertificate(tpm.ekCertificate);
    const path = endorsementPath(certificate, trust, at);
    const view = viewOfEkPath(certificate, path);
    known.set(tpm.id, { view, until: untilOf(path, at) });
    return view;
  };
}

const manufacturersOf = ({ roots, intermediates }: SharedTrust): string =>
  [...roots, ...intermediates].map(({ thumbprint }) => thumbprint).join();

const untilOf = (path: EndorsementPath | null, at: Date): number =>
  path?.kind === 'trusted'
    ? Math.min(...path.path.map(({ notAfter }) => notAfter.getTime()))
    : at.getTime() + limits.retry;
