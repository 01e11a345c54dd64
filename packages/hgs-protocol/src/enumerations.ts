/** AttestationOperationMode (MS-HGSA §2.2.1). */
export const operationMode = { unknown: 0, tpm: 1, activeDirectory: 2, hostKey: 3 } as const;
export type OperationMode = keyof typeof operationMode;

/** AttestationProvidedContentType (MS-HGSA §2.2.1): what the client supplies. */
export const providedContentType = {
  virtualSecureModeIdentityKey: 1,
  rtpmContext: 2,
  healthCertificate: 3,
  endorsementKeyCertificate: 4,
  caTrustletUserData: 5,
  caTrustletVsmReport: 6,
  caTrustletReportSignature: 7,
  hostKeyPublicKey: 8,
  hostKeySignature: 9,
} as const;
export type ProvidedContentType = keyof typeof providedContentType;

/** AttestationResultType (MS-HGSA §2.2.1): what is requested and returned. */
export const resultType = {
  identityEncryptionKeyCertificate: 1,
  identitySigningKeyCertificate: 2,
  caIntermediateCertificate: 3,
} as const;
export type ResultType = keyof typeof resultType;

/** Version in the path of an operation: `/Attestation/v2.0/attest`. */
export type ProtocolVersion = 'v1.0' | 'v2.0';

/** `m_Item…` tuples and type hints of the DataContract serializer (MS-HGSA §2.2.2). */
export const typeHintSuffix = ':#Microsoft.Windows.RemoteAttestation.Core';
