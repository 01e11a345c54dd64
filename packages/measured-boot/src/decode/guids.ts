/** GUIDs of UEFI and Windows that logs name, for people. */
export const knownGuids: Readonly<Record<string, string>> = {
  '8be4df61-93ca-11d2-aa0d-00e098032b8c': 'EFI_GLOBAL_VARIABLE',
  'd719b2cb-3d3a-4596-a3bc-dad00e67656f': 'EFI_IMAGE_SECURITY_DATABASE',
  '605dab50-e046-4300-abb6-3dd810dd8b23': 'SHIM_LOCK',
  '77fa9abd-0359-4d32-bd60-28f4e78f784b': 'Microsoft',
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'EFI system partition',
  'e3c9e316-0b5c-4db8-817d-f92df00215ae': 'Microsoft reserved partition',
  'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7': 'basic data partition',
  'de94bba4-06d1-4d40-a16a-bfd50179d6ac': 'Windows recovery partition',
  '0fc63daf-8483-4772-8e79-3d69d8477de4': 'Linux file system',
  'eb9d2d30-2d88-11d3-9a16-0090273fc14d': 'ACPI 1.0 table',
  '8868e871-e4f1-11d3-bc22-0080c73c8881': 'ACPI 2.0 table',
  'eb9d2d31-2d88-11d3-9a16-0090273fc14d': 'SMBIOS table',
  'f2fd1544-9794-4a2c-992e-e5bbcf20e394': 'SMBIOS 3 table',
};

export const guidName = (guid: string): string => knownGuids[guid] ?? guid;

/** EFI_SIGNATURE_LIST types (UEFI §32.4.1). */
export const signatureTypes: Readonly<Record<string, string>> = {
  'a5c059a1-94e4-4aa7-87b5-ab155c2bf072': 'X.509',
  'c1c41626-504c-4092-aca9-41f936934328': 'SHA-256',
  '3bd2a492-96c0-4079-b420-fcf98ef103ed': 'X.509 SHA-256',
  '7076876e-80c2-4ee6-aad2-28b349a6865b': 'X.509 SHA-384',
  '446dbf63-2502-4cda-bcfa-2465d2b0fe9d': 'X.509 SHA-512',
  '3c5766e8-269c-4e34-aa14-ed776e85b3b6': 'RSA-2048',
  '826ca512-cf10-4ac9-b187-be01496631bd': 'SHA-1',
  'ff3e5307-9fd0-48c9-85f1-8ad56c701e01': 'SHA-384',
  '093e0fae-a6c4-4f50-9f1b-d41e2b89c19a': 'SHA-512',
};
/** EFI_CERT_X509_SHA256, 384 and 512: certificates that are revoked by their hash. */
export const revokedCertificateTypes: ReadonlySet<string> = new Set([
  '3bd2a492-96c0-4079-b420-fcf98ef103ed',
  '7076876e-80c2-4ee6-aad2-28b349a6865b',
  '446dbf63-2502-4cda-bcfa-2465d2b0fe9d',
]);
export const x509Type = 'a5c059a1-94e4-4aa7-87b5-ab155c2bf072';
