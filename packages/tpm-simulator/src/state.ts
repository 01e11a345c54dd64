import {
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
import { tpmtPublic, tpmtSensitive } from '@gatehouse/tpm';
import { hierarchyParent, objectBelow } from './keys.ts';
import type { Persistent } from './machine.ts';

/** Version of the layout below; a state of another version is refused. */
const version = 1;

const tpmState = struct('simulated TPM state', {
  version: u16,
  clock: u64,
  resetCount: u32,
  restartCount: u32,
  nv: list(
    'NV indices',
    u16,
    struct('NV index', { index: u32, attributes: u32, data: counted('NV data', u16, 4096) }),
    256,
  ),
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
    64,
  ),
});
type TpmState = Value<typeof tpmState>;

export const emptyPersistent = (): Persistent => ({
  nv: new Map(),
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
    objects,
  };
  return encode(tpmState, state);
}

/** Throws `MalformedError` for anything that {@link encodeState} did not write. */
export function decodeState(bytes: Uint8Array): Persistent {
  const state = decode(tpmState, bytes);
  if (state.version !== version)
    throw new MalformedError(
      'simulated TPM state',
      0,
      `version ${state.version} is not ${version}`,
    );
  return {
    ...state,
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
