import {
  createSelfSigned,
  ekCertificateIssuer,
  type Issuer,
  signingKeyFromSeed,
} from '@gatehouse/pki';
import { derive } from '../model/derive.ts';

/** Long enough for any simulation; the EK profile recommends certificates that outlive the TPM. */
const validity = {
  notBefore: new Date('2024-01-01T00:00:00Z'),
  notAfter: new Date('2049-12-31T23:59:59Z'),
};

/** Names of the simulated TPMs' maker, as they stand in EK certificates and in Win32_Tpm. */
export const tpmVendor = {
  manufacturer: 'id:47544853',
  model: 'Simulated',
  version: 'id:00010000',
};

export interface TpmManufacturer {
  /** DER of the self-signed root: what an HGS has to trust. */
  readonly rootCertificate: Uint8Array;
  /** An EK certificate over a DER SPKI. `serial` names the TPM. */
  certify(ekPublicKey: Uint8Array, serial: string): Uint8Array;
}

const serialNumber = (seed: string, purpose: string): Uint8Array => {
  const bytes = derive(seed, `serial number ${purpose}`, 16).slice();
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes;
};

/**
 * The maker of the simulated TPMs: its key depends on the seed alone, so that a root that an HGS
 * trusts stays valid for the same seed. `rootCertificate`: an earlier one, kept for its signature.
 */
export function createTpmManufacturer(
  seed: string,
  rootCertificate: Uint8Array | null = null,
): TpmManufacturer {
  const key = signingKeyFromSeed(derive(seed, 'tpm manufacturer root key', 32));
  const issuer: Issuer = {
    key,
    certificate:
      rootCertificate ??
      createSelfSigned({
        commonName: 'Simulated TPM Manufacturer Root CA',
        key,
        validity,
        serialNumber: serialNumber(seed, 'root'),
        use: 'ca',
      }),
  };
  const issue = ekCertificateIssuer(issuer);
  return {
    rootCertificate: issuer.certificate,
    certify: (publicKey, serial) =>
      issue({
        publicKey,
        validity,
        serialNumber: serialNumber(seed, serial),
        tpm: tpmVendor,
      }),
  };
}
