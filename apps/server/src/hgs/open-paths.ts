/** What both services of an HGS answer to anybody: below the attestation and the key protection URL. */
export const openPaths = {
  /** MS-HGSA §3.1.5.4 GetInfo. */
  info: '/getinfo',
  /** MS-KPS §3.1.5.1.2 GetMetaData. */
  metadata: '/service/metadata/2014-07/metadata.xml',
} as const;
