import {
  ByteReader,
  counted,
  decode,
  encode,
  list,
  MalformedError,
  sized,
  struct,
  u16,
  u32,
  u64,
  type Value,
} from '@gatehouse/bytes';
import { tpm2bDigest, tpmiAlgHash, tpmtPublic, tpmtSensitive } from '@gatehouse/tpm';
import { hierarchyParent, objectBelow } from './keys.ts';
import { nvSlots, type Persistent, persistentSlots } from './machine.ts';
import { plainNvIndex } from './nv-index.ts';

const head = { version: u16, clock: u64, resetCount: u32, restartCount: u32 };
const plainNv = { index: u32, attributes: u32, data: counted('NV data', u16, 4096) };
const objects = {
  objects: list(
    'persistent objects',
    u16,
    struct('persistent object', {
      handle: u32,
      hierarchy: u32,
      qualifiedName: counted('qualified name', u16, 66),
      public: sized('public area', u16, tpmtPublic),
      sensitive: sized('sensitive area', u16, tpmtSensitive),
    }),
    persistentSlots,
  ),
};

/** Version of the layout that is written; one of version 1 is read too, any other is refused. */
const version = 2;
const tpmState = struct('simulated TPM state', {
  ...head,
  nv: list(
    'NV indices',
    u16,
    struct('NV index', {
      ...plainNv,
      nameAlg: tpmiAlgHash,
      authPolicy: tpm2bDigest,
      authValue: tpm2bDigest,
    }),
    nvSlots,
  ),
  ...objects,
  auths: list(
    'authorization values',
    u16,
    struct('authorization value', { handle: u32, value: tpm2bDigest }),
    8,
  ),
});
type TpmState = Value<typeof tpmState>;

/** Before indices could be defined and authorization values changed. */
const formerState = struct('simulated TPM state', {
  ...head,
  nv: list('NV indices', u16, struct('NV index', plainNv), nvSlots),
  ...objects,
});

const versionOf = (bytes: Uint8Array): number => new ByteReader(bytes, 'simulated TPM state').u16();

function readState(bytes: Uint8Array): TpmState {
  const found = versionOf(bytes);
  if (found === version) return decode(tpmState, bytes);
  if (found !== 1)
    throw new MalformedError('simulated TPM state', 0, `version ${found} is not ${version}`);
  const { nv, ...rest } = decode(formerState, bytes);
  const indices = nv.map(({ index, attributes, data }) => plainNvIndex(index, attributes, data));
  return { ...rest, nv: indices, auths: [] };
}

export const emptyPersistent = (): Persistent => ({
  nv: new Map(),
  auths: new Map(),
  objects: new Map(),
  clock: 0n,
  resetCount: 0,
  restartCount: 0,
});

/** What survives a power cycle. `clock` is that of now. */
export function encodeState(persistent: Persistent, clock: bigint): Uint8Array {
  const objects = [...persistent.objects].flatMap(([handle, object]) =>
    object.sensitive === null ? [] : [{ handle, ...object, sensitive: object.sensitive }],
  );
  const state: TpmState = {
    ...persistent,
    version,
    clock,
    nv: [...persistent.nv.values()],
    auths: [...persistent.auths].map(([handle, value]) => ({ handle, value })),
    objects,
  };
  return encode(tpmState, state);
}

/** Throws `MalformedError` for anything that {@link encodeState} did not write. */
export function decodeState(bytes: Uint8Array): Persistent {
  const state = readState(bytes);
  return {
    ...state,
    auths: new Map(state.auths.map(({ handle, value }) => [handle, value])),
    nv: new Map(state.nv.map((index) => [index.index, index])),
    objects: new Map(
      state.objects.map(({ handle, ...object }) => [
        handle,
        {
          ...objectBelow(object, hierarchyParent(object.hierarchy)),
          qualifiedName: object.qualifiedName,
        },
      ]),
    ),
  };
}
