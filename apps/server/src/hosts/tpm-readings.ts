import { type EndorsementKey, endorsementKeyOf } from '@gatehouse/attestation';
import type { HostTpm } from '@gatehouse/contracts';
import {
  type CallOptions,
  type HostConnection,
  HostFailure,
  type PlatformIdentifier,
  type Reading,
  type TpmCapabilities,
  type TpmState,
} from '@gatehouse/fabric';

type Capabilities = NonNullable<HostTpm['capabilities']>;

interface CapabilitiesReading {
  readonly capabilities: Capabilities | null;
  readonly refused: string | null;
}

/** Win32_Tpm as it is kept and shown. */
export const deviceOf = (tpm: TpmState): NonNullable<HostTpm['device']> => ({
  manufacturer: tpm.manufacturer,
  model: tpm.model,
  firmwareVersion: tpm.manufacturerVersion,
  family: tpm.specVersion,
  level: tpm.specLevel,
  revision: tpm.specRevision,
  enabled: tpm.enabled,
  activated: tpm.activated,
  owned: tpm.owned,
});

/** Hierarchies in the order of the specification; lockout has an authorization and no switch. */
const capabilitiesOf = ({ hierarchies: h, lockout, banks }: TpmCapabilities): Capabilities => ({
  hierarchies: [
    { name: 'owner', enabled: h.ownerEnabled, authorizationSet: h.ownerAuthSet },
    { name: 'endorsement', enabled: h.endorsementEnabled, authorizationSet: h.endorsementAuthSet },
    { name: 'platform', enabled: h.platformEnabled, authorizationSet: null },
    { name: 'lockout', enabled: null, authorizationSet: h.lockoutAuthSet },
  ],
  clearDisabled: h.clearDisabled,
  lockout: {
    inLockout: lockout.inLockout,
    failedTries: lockout.failedTries,
    maxTries: lockout.maxTries,
    recoverySeconds: lockout.recoverySeconds,
  },
  banks: banks.map(({ hash, pcrs }) => ({ hash, pcrs: [...pcrs] })),
});

/** Which failures say something of the host and not of the way to it: no script, no TPM 2.0. */
const isRefusal = (error: unknown): error is HostFailure =>
  error instanceof HostFailure && (error.code === 'command-failed' || error.code === 'malformed');

/** What the TPM answers; a host that does not let it be asked is a finding, not a failure to read. */
export async function readCapabilities(
  connection: HostConnection,
  options: CallOptions,
): Promise<Reading<CapabilitiesReading>> {
  const started = performance.now();
  try {
    const { value, milliseconds } = await connection.readTpmCapabilities(options);
    return { value: { capabilities: capabilitiesOf(value), refused: null }, milliseconds };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const milliseconds = performance.now() - started;
    return { value: { capabilities: null, refused: error.message }, milliseconds };
  }
}

/** The endorsement key of a host; null if it gives none that can be read. */
export const endorsementKeyIn = (identifier: PlatformIdentifier): EndorsementKey | null => {
  const key = identifier.endorsementKeyCertificate ?? identifier.endorsementKey;
  return key === null ? null : endorsementKeyOf(key);
};

const curveNames: Readonly<Record<string, string>> = {
  nistP256: 'ECC NIST P-256',
  nistP384: 'ECC NIST P-384',
  nistP521: 'ECC NIST P-521',
};

const algorithmOf = ({ public: key }: EndorsementKey): string | null => {
  if (key.type === 'rsa') return `RSA-${key.keyBits}`;
  return key.type === 'ecc' ? (curveNames[key.curve] ?? key.curve) : null;
};

/** An endorsement key and what its certificate says. */
export const endorsementKeyView = (key: EndorsementKey): NonNullable<HostTpm['endorsementKey']> => {
  const { certificate } = key;
  return {
    algorithm: algorithmOf(key),
    hash: key.hash,
    certificate:
      certificate === null
        ? null
        : {
            subject: certificate.subject,
            tpm:
              certificate.tpm === null
                ? null
                : `${certificate.tpm.manufacturer} ${certificate.tpm.model} ${certificate.tpm.version}`,
            issuer: certificate.issuer,
            serialNumber: certificate.serialNumber,
            notBefore: certificate.notBefore.toISOString(),
            notAfter: certificate.notAfter.toISOString(),
            thumbprint: certificate.thumbprint,
          },
  };
};
