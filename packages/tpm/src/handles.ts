/** TPM_RH — Part 2 §7.4: handles that always exist. */
export const permanentHandle = {
  owner: 0x40000001,
  null: 0x40000007,
  password: 0x40000009,
  lockout: 0x4000000a,
  endorsement: 0x4000000b,
  platform: 0x4000000c,
  platformNv: 0x4000000d,
} as const;

export type Hierarchy = 'owner' | 'endorsement' | 'platform' | 'null';

/** TPM_HT — Part 2 §7.2: the most significant byte of a handle. */
export const handleType = {
  pcr: 0x00,
  nvIndex: 0x01,
  hmacSession: 0x02,
  policySession: 0x03,
  permanent: 0x40,
  transient: 0x80,
  persistent: 0x81,
} as const;
export type HandleType = keyof typeof handleType;

export const typeByteOf = (handle: number): number => handle >>> 24;
export const isHandle = (handle: number, type: HandleType): boolean =>
  typeByteOf(handle) === handleType[type];

/** NV indices and persistent handles of EK certificates — TCG EK Credential Profile §2.2.1. */
export const ekNvIndex = {
  rsa2048Certificate: 0x01c00002,
  eccP256Certificate: 0x01c0000a,
  rsa2048HighCertificate: 0x01c00012,
  eccP256HighCertificate: 0x01c00014,
  eccP384HighCertificate: 0x01c00016,
} as const;
