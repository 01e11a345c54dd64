import { ByteWriter, concat, utf8 } from '@gatehouse/bytes';
import { digestSize, type HashName, hash, hmac } from '@gatehouse/bytes/crypto';

const nul = new Uint8Array(1);

/** Concatenates blocks 1, 2, … and cuts to `bits`; unused bits at the top of the first byte are cleared. */
function counted(bits: number, blockSize: number, block: (counter: Uint8Array) => Uint8Array) {
  const size = Math.ceil(bits / 8);
  const blocks = Array.from({ length: Math.ceil(size / blockSize) }, (_, i) =>
    block(new ByteWriter().u32(i + 1).finish()),
  );
  const out = concat(...blocks).slice(0, size);
  if (bits % 8 !== 0) out[0] = (out[0] ?? 0) & ((1 << (bits % 8)) - 1);
  return out;
}

/** KDFa — Part 1 §11.4.10.2 (SP 800-108 counter mode with HMAC). `label` without its NUL. */
export const kdfa = (
  name: HashName,
  key: Uint8Array,
  label: string,
  contextU: Uint8Array,
  contextV: Uint8Array,
  bits: number,
): Uint8Array => {
  const length = new ByteWriter().u32(bits).finish();
  return counted(bits, digestSize[name], (counter) =>
    hmac(name, key, counter, utf8(label), nul, contextU, contextV, length),
  );
};

/** KDFe — Part 1 §11.4.10.3 (SP 800-56A one-step). `use` without its NUL. */
export const kdfe = (
  name: HashName,
  z: Uint8Array,
  use: string,
  partyU: Uint8Array,
  partyV: Uint8Array,
  bits: number,
): Uint8Array =>
  counted(bits, digestSize[name], (counter) =>
    hash(name, counter, z, utf8(use), nul, partyU, partyV),
  );
