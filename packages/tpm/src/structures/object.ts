import {
  counted,
  mapped,
  named,
  pick,
  sized,
  struct,
  tagged,
  u8,
  u16,
  u32,
  u64,
  type Value,
} from '@gatehouse/bytes';
import { algorithms } from '../algorithms.ts';
import { isAllowedHandle } from '../handle-types.ts';
import {
  absentOr,
  tpm2bData,
  tpm2bDigest,
  tpm2bEccParameter,
  tpm2bName,
  tpm2bSensitiveData,
} from './basic.ts';
import { tpmlPcrSelection } from './pcr-selection.ts';

/** TPM2B_SENSITIVE_CREATE — Part 2 §11.1.16. */
export const tpm2bSensitiveCreate = sized(
  'TPM2B_SENSITIVE_CREATE',
  u16,
  struct('TPMS_SENSITIVE_CREATE', { userAuth: tpm2bDigest, data: tpm2bSensitiveData }),
);

/** TPMT_SENSITIVE — Part 2 §12.3.4; RSA keeps one prime. */
export const tpmtSensitive = tagged(
  'TPMT_SENSITIVE',
  {
    field: 'type',
    codec: named('TPMI_ALG_PUBLIC', u16, algorithms('rsa', 'ecc', 'keyedHash', 'symCipher')),
  },
  { authValue: tpm2bDigest, seedValue: tpm2bDigest },
  {
    rsa: { sensitive: counted('TPM2B_PRIVATE_KEY_RSA', u16, 256) },
    ecc: { sensitive: tpm2bEccParameter },
    keyedHash: { sensitive: tpm2bSensitiveData },
    symCipher: { sensitive: counted('TPM2B_SYM_KEY', u16, 32) },
  },
);
export type TpmtSensitive = Value<typeof tpmtSensitive>;

/** TPM2B_SENSITIVE — Part 2 §12.3.5; absent when only a public part is loaded. */
export const tpm2bSensitive = absentOr('TPM2B_SENSITIVE', tpmtSensitive);

/** TPMS_CREATION_DATA — Part 2 §15.1. */
export const tpmsCreationData = struct('TPMS_CREATION_DATA', {
  pcrSelect: tpmlPcrSelection,
  pcrDigest: tpm2bDigest,
  locality: u8,
  parentNameAlg: u16,
  parentName: tpm2bName,
  parentQualifiedName: tpm2bName,
  outsideInfo: tpm2bData,
});
export type CreationData = Value<typeof tpmsCreationData>;

/** TPM2B_CREATION_DATA — Part 2 §15.2. */
export const tpm2bCreationData = sized('TPM2B_CREATION_DATA', u16, tpmsCreationData);

const ticketTag = {
  creation: 0x8021,
  verified: 0x8022,
  authSecret: 0x8023,
  hashCheck: 0x8024,
  authSigned: 0x8025,
} as const;

type TicketTag = keyof typeof ticketTag;

/** TPMI_RH_HIERARCHY+ — Part 2 §9.13. */
const hierarchy = mapped(
  u32,
  (handle, reader) =>
    reader.within('TPMI_RH_HIERARCHY', (r) =>
      isAllowedHandle('hierarchyOrNull', handle) ? handle : r.fail('not a hierarchy'),
    ),
  (handle: number) => handle,
);

/** Part 2 §10.7; the digest is empty in a null ticket. */
const ticket = <const T extends TicketTag>(name: string, ...tags: readonly T[]) =>
  struct(name, {
    tag: named('TPM_ST', u16, pick(ticketTag, ...tags)),
    hierarchy,
    digest: tpm2bDigest,
  });
export const tpmtTkCreation = ticket('TPMT_TK_CREATION', 'creation');
export const tpmtTkVerified = ticket('TPMT_TK_VERIFIED', 'verified');
export const tpmtTkAuth = ticket('TPMT_TK_AUTH', 'authSecret', 'authSigned');
export const tpmtTkHashCheck = ticket('TPMT_TK_HASHCHECK', 'hashCheck');
/** Any ticket, of the kinds that `T` names. */
export interface Ticket<T extends TicketTag = TicketTag> {
  readonly tag: T;
  readonly hierarchy: number;
  readonly digest: Uint8Array;
}

/** TPMS_CONTEXT — Part 2 §14.5; the blob is opaque outside the TPM that made it. */
export const tpmsContext = struct('TPMS_CONTEXT', {
  sequence: u64,
  savedHandle: u32,
  hierarchy: u32,
  contextBlob: counted('TPM2B_CONTEXT_DATA', u16, 3072),
});

/** TPMS_ID_OBJECT — Part 2 §12.4.2; `encIdentity` is TPM2B_DIGEST encrypted with its size. */
export const tpmsIdObject = struct('TPMS_ID_OBJECT', {
  integrityHmac: tpm2bDigest,
  encIdentity: {
    name: 'encIdentity',
    read: (r) => r.bytes(Math.min(r.remaining, 66)),
    write: (w, v: Uint8Array) => void w.bytes(v),
  },
});
