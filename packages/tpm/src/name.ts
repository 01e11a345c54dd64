import { ByteWriter, concat, encode } from '@gatehouse/bytes';
import { digestSize, type HashName, hashInto } from '@gatehouse/bytes/crypto';
import { hashId } from './algorithms.ts';
import { type NvPublic, tpmsNvPublic } from './structures/nv.ts';
import { type TpmtPublic, tpmtPublic } from './structures/public-area.ts';

/** nameAlg and the digest of `data`, made in place: a verdict names two keys. */
function named(nameAlg: HashName, data: Uint8Array): Uint8Array {
  const name = new Uint8Array(2 + digestSize[nameAlg]);
  name[0] = hashId(nameAlg) >> 8;
  name[1] = hashId(nameAlg);
  hashInto(nameAlg, data, name, 2);
  return name;
}

/** nameAlg and H(TPMT_PUBLIC) — Part 1 §16 "Names". 34 bytes for SHA-256. */
export const nameOf = (publicArea: TpmtPublic): Uint8Array =>
  named(publicArea.nameAlg, encode(tpmtPublic, publicArea));

/** {@link nameOf} of a TPMT_PUBLIC that was read from these bytes. */
export const nameOfBytes = ({ nameAlg }: TpmtPublic, bytes: Uint8Array): Uint8Array =>
  named(nameAlg, bytes);

/** nameAlg and H(TPMS_NV_PUBLIC) — Part 1 §16. */
export const nvNameOf = (nvPublic: NvPublic): Uint8Array =>
  named(nvPublic.nameAlg, encode(tpmsNvPublic, nvPublic));

/** nameAlg and H(QN(parent) || Name) — Part 1 §16.3; a hierarchy's qualified name is its handle. */
export const qualifiedNameOf = (
  nameAlg: HashName,
  parentQualifiedName: Uint8Array,
  name: Uint8Array,
): Uint8Array => named(nameAlg, concat(parentQualifiedName, name));

/** Name of a PCR, session or permanent handle: its four bytes. */
export const handleName = (handle: number): Uint8Array => new ByteWriter().u32(handle).finish();
