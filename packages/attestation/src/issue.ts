import type { MeasuredVsmKey } from '@gatehouse/measured-boot';
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificateSignerOf,
  extensionsOf,
  keyUsage,
  nameOf,
  parseCertificate,
  positive,
  rsaPublicKey,
  type SigningKey,
  signCertificate,
} from '@gatehouse/pki';
import { healthCertificateHours } from './health-certificate.ts';

export interface HealthCertificateRequest {
  /** Identity key of virtual secure mode, from a proven log. */
  readonly key: MeasuredVsmKey;
  readonly use: 'encryption' | 'signing';
  /** Name under which the TPM is authorised. */
  readonly hostName: string;
  readonly at: Date;
}

export interface HealthCertificate {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly notAfter: Date;
}

/** Issues health certificates; holds the signer's private key and never gives it away. */
export interface HealthCertificateIssuer {
  /** DER certificate of the attestation signer. */
  readonly certificate: Uint8Array;
  issue(request: HealthCertificateRequest): HealthCertificate;
}

const hour = 3_600_000;
/** Clocks of hosts may be behind by this much. */
const clockSkew = 5 * 60_000;
/** Windows takes common names of at most 64 characters. */
const maxName = 64;

/**
 * The issuer with the attestation signer's certificate and key. A health certificate is an X.509
 * certificate over the host's identity key, valid for {@link healthCertificateHours}.
 */
export function createHealthCertificateIssuer(options: {
  readonly certificate: Uint8Array;
  readonly key: SigningKey;
  readonly randomBytes: (length: number) => Uint8Array;
}): HealthCertificateIssuer {
  const issuerName = parseCertificate(options.certificate).subjectName;
  const signer = certificateSignerOf(options.key);
  const common = [basicConstraints(false), authorityKeyIdentifier(options.key.publicKey)];
  const extensions = {
    encryption: extensionsOf(...common, keyUsage('keyEncipherment')),
    signing: extensionsOf(...common, keyUsage('digitalSignature')),
  } as const;
  const nextSerial = serialNumbers(options.randomBytes);
  return {
    certificate: options.certificate,
    issue: ({ key, use, hostName, at }) => {
      const notAfter = new Date(at.getTime() + healthCertificateHours * hour);
      const certificate = signCertificate(
        {
          serialNumber: positive(nextSerial()),
          issuerName,
          subjectName: nameOf(hostName.slice(0, maxName)),
          validity: { notBefore: new Date(at.getTime() - clockSkew), notAfter },
          publicKey: rsaPublicKey(key.modulus, key.exponent),
          extensions: extensions[use],
        },
        signer,
      );
      return { certificate, notAfter };
    },
  };
}

const serialSize = 16;
const serialsAtOnce = 64;

/** Random serial numbers, drawn in batches: they are no secrets, and asking costs more than they do. */
function serialNumbers(randomBytes: (length: number) => Uint8Array): () => Uint8Array {
  let batch = new Uint8Array();
  let at = 0;
  return () => {
    if (at >= batch.length) {
      batch = Uint8Array.from(randomBytes(serialSize * serialsAtOnce));
      at = 0;
    }
    at += serialSize;
    return batch.subarray(at - serialSize, at);
  };
}
