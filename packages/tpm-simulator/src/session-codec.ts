import { type Codec, counted, mapped, named, struct, u8, u16, u32, u64 } from '@gatehouse/bytes';
import { tpm2bDigest, tpmiAlgHash, tpmtSymDef } from '@gatehouse/tpm';
import type { PolicyState, Session } from './tpm-object.ts';

/** A value or nothing. */
const maybe = <T>(inner: Codec<T>): Codec<T | null> => ({
  name: inner.name,
  read: (r) => (r.u8() === 0 ? null : inner.read(r)),
  write: (w, v) => {
    w.u8(v === null ? 0 : 1);
    if (v !== null) inner.write(w, v);
  },
});
const flag: Codec<boolean> = mapped(u8, (value) => value === 1, Number);
const time: Codec<number> = mapped(u64, Number, BigInt);

const policy: Codec<PolicyState> = struct('policy state', {
  digest: tpm2bDigest,
  authValue: named('policy authValue', u8, { none: 0, hmac: 1, password: 2 }),
  commandCode: maybe(u32),
  pcrUpdateCounter: maybe(u32),
  confinedTo: maybe(
    struct('confinement', {
      of: named('confined to', u8, { cpHash: 0, nameHash: 1, templateHash: 2 }),
      digest: tpm2bDigest,
    }),
  ),
  localities: maybe(u8),
  nvWritten: maybe(flag),
  physicalPresence: flag,
  expiresAt: maybe(time),
});

/** A session as its saved context holds it: the layout is ours, as Part 1 §30 allows. */
export const sessionCodec: Codec<Session> = struct('session', {
  kind: named('session kind', u8, { hmac: 0, policy: 1, trial: 3 }),
  hash: tpmiAlgHash,
  sessionKey: tpm2bDigest,
  symmetric: tpmtSymDef,
  boundTo: maybe(counted('bound entity', u16, 130)),
  boundGuard: named('bound guard', u8, { none: 0, guarded: 1, lockout: 2 }),
  startedAt: time,
  nonceTpm: tpm2bDigest,
  audit: maybe(tpm2bDigest),
  policy,
});
