import type { MeasuredVsmKey } from '@gatehouse/measured-boot';

/** Issues health certificates; holds the signer's private key and never gives it away. */
export interface HealthCertificateIssuer {
  /** DER certificate of the attestation signer. */
  readonly certificate: Uint8Array;
  issue(request: {
    readonly key: MeasuredVsmKey;
    readonly use: 'encryption' | 'signing';
    readonly hostName: string;
    readonly at: Date;
  }): { readonly certificate: Uint8Array; readonly notAfter: Date };
}

/** How long a health certificate is valid: hosts attest again every eight hours. */
export const healthCertificateHours = 8;

export function createHealthCertificateIssuer(_options: {
  readonly certificate: Uint8Array;
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
  readonly randomBytes: (length: number) => Uint8Array;
}): HealthCertificateIssuer {
  throw new Error('not written yet');
}
