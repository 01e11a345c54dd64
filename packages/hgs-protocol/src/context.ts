/** TPM_DEVICE_INFO (MS-HGSA §2.2.2.27): as TBS reports it. */
export interface TpmDeviceInfo {
  readonly structVersion: number;
  readonly tpmVersion: number;
  readonly tpmInterfaceType: number;
  readonly tpmImplVersion: number;
}

export interface EvidencePcrSelection {
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** Ascending PCR numbers below 24. */
  readonly pcrs: readonly number[];
}

/**
 * What a Context carries in its data blobs: Gatehouse's own evidence format, see
 * docs/protocol/attestation-evidence.md. Which of them a message has depends on the step:
 *
 * - offer (host): `hostName`, `tpmDeviceInfo`, `akPublic`, `eventLog`
 * - challenge (hgs): `credentialIdObject`, `credentialEncryptedSecret`, `nonce`, `pcrSelection`
 * - answer (host): `hostName`, `akPublic`, `eventLog`, `activatedSecret`, `quoteAttest`, `quoteSignature`
 */
export interface EvidenceBlobs {
  /** The name that the host claims; UTF-8, at most 253 bytes. Proves nothing. */
  readonly hostName?: string;
  readonly tpmDeviceInfo?: TpmDeviceInfo;
  /** TPMT_PUBLIC of the attestation key. */
  readonly akPublic?: Uint8Array;
  /** TCG log (WBCL), at most 2 MiB. */
  readonly eventLog?: Uint8Array;
  /** Contents of the TPM2B_ID_OBJECT. */
  readonly credentialIdObject?: Uint8Array;
  /** Contents of the TPM2B_ENCRYPTED_SECRET. */
  readonly credentialEncryptedSecret?: Uint8Array;
  /** qualifyingData of the quote. */
  readonly nonce?: Uint8Array;
  readonly pcrSelection?: EvidencePcrSelection;
  /** What TPM2_ActivateCredential released. */
  readonly activatedSecret?: Uint8Array;
  /** TPMS_ATTEST. */
  readonly quoteAttest?: Uint8Array;
  /** TPMT_SIGNATURE. */
  readonly quoteSignature?: Uint8Array;
}

/** Context (MS-HGSA §2.2.2.25). */
export interface Context {
  /** EncContext: the 32 bytes that name the challenge; null (all zero) if there is none. The host echoes them. */
  readonly challenge: Uint8Array | null;
  readonly blobs: EvidenceBlobs;
}

/** Reads a Context and nothing else. Throws `MalformedError`. */
export function decodeContext(_bytes: Uint8Array): Context {
  throw new Error('not written yet');
}

export function encodeContext(_context: Context): Uint8Array {
  throw new Error('not written yet');
}
