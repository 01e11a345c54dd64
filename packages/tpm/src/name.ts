import { ByteWriter, concat, encode } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { hashId } from './algorithms.ts';
import { type NvPublic, tpmsNvPublic } from './structures/nv.ts';
import { type TpmtPublic, tpmtPublic } from './structures/public-area.ts';

const algorithmBytes = (name: HashName): Uint8Array => new ByteWriter().u16(hashId(name)).finish();

/** nameAlg and H(TPMT_PUBLIC) — Part 1 §16 "Names". 34 bytes for SHA-256. */
export const nameOf = (publicArea: TpmtPublic): Uint8Array =>
  concat(
    algorithmBytes(publicArea.nameAlg),
    hash(publicArea.nameAlg, encode(tpmtPublic, publicArea)),
  );

/** nameAlg and H(TPMS_NV_PUBLIC) — Part 1 §16. */
export const nvNameOf = (nvPublic: NvPublic): Uint8Array =>
  concat(algorithmBytes(nvPublic.nameAlg), hash(nvPublic.nameAlg, encode(tpmsNvPublic, nvPublic)));

/** nameAlg and H(QN(parent) || Name) — Part 1 §16.3; a hierarchy's qualified name is its handle. */
export const qualifiedNameOf = (
  nameAlg: HashName,
  parentQualifiedName: Uint8Array,
  name: Uint8Array,
): Uint8Array => concat(algorithmBytes(nameAlg), hash(nameAlg, parentQualifiedName, name));

/** Name of a PCR, session or permanent handle: its four bytes. */
export const handleName = (handle: number): Uint8Array => new ByteWriter().u32(handle).finish();
