import {
  ByteReader,
  type Codec,
  counted,
  decode,
  encode,
  list,
  MalformedError,
  mapped,
  named,
  sized,
  struct,
  u8,
  u16,
  u32,
  u64,
  type Value,
} from '@gatehouse/bytes';
import { pcrCount, tpm2bDigest, tpmiAlgHash, tpmtPublic, tpmtSensitive } from '@gatehouse/tpm';
import { initialDictionaryAttack } from './dictionary-attack.ts';
import { hierarchyParent, objectBelow } from './keys.ts';
import { nvSlots, type Persistent, persistentSlots, sessionSlots } from './machine.ts';
import { plainNvIndex } from './nv-index.ts';
import { defaultBanks } from './pcr-banks.ts';

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
const byHandle = (name: string) =>
  list(name, u16, struct(name, { handle: u32, value: tpm2bDigest }), 8);
const authedNv = {
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
};
const flag: Codec<boolean> = mapped(u8, (value) => value === 1, Number);
const count: Codec<number> = mapped(u64, Number, BigInt);

const savedState = struct('saved state', {
  nullSeed: tpm2bDigest,
  contextSequence: u64,
  savedSessions: list(
    'saved sessions',
    u16,
    struct('saved session', { handle: u32, sequence: u64 }),
    sessionSlots,
  ),
  enabled: struct('enabled hierarchies', {
    owner: flag,
    endorsement: flag,
    platform: flag,
    platformNv: flag,
  }),
  pcrs: list(
    'PCR banks',
    u16,
    struct('PCR bank', { hash: tpmiAlgHash, values: counted('PCR values', u16, pcrCount * 64) }),
    4,
  ),
  pcrUpdateCounter: u32,
});

/** Version of the layout that is written; those before are read too, any other is refused. */
const version = 3;
const tpmState = struct('simulated TPM state', {
  ...head,
  ...authedNv,
  ...objects,
  auths: byHandle('authorization values'),
  policies: byHandle('authorization policies'),
  seeds: byHandle('seeds'),
  proofSalt: tpm2bDigest,
  clearDisabled: flag,
  dictionaryAttack: struct('dictionary attack', {
    failedTries: u32,
    maxTries: u32,
    recoveryTime: u32,
    lockoutRecovery: u32,
    lockoutUsable: flag,
    countsFrom: count,
    lockoutCountsFrom: count,
  }),
  banks: list('PCR banks', u16, tpmiAlgHash, 4),
  highestCounter: u64,
  shutdown: named('shutdown', u8, { none: 0, clear: 1, state: 2 }),
  savedState: list('saved state', u8, savedState, 1),
});
type TpmState = Value<typeof tpmState>;

/** Version 2, before hierarchies could be cleared and a state be resumed. */
const secondState = struct('simulated TPM state', {
  ...head,
  ...authedNv,
  ...objects,
  auths: byHandle('authorization values'),
});

/** Version 1, before indices could be defined and authorization values changed. */
const firstState = struct('simulated TPM state', {
  ...head,
  nv: list('NV indices', u16, struct('NV index', plainNv), nvSlots),
  ...objects,
});

const initial = {
  policies: [],
  seeds: [],
  proofSalt: new Uint8Array(),
  clearDisabled: false,
  dictionaryAttack: initialDictionaryAttack,
  banks: defaultBanks,
  highestCounter: 0n,
  shutdown: 'clear',
  savedState: [],
} as const;

const readers: Readonly<Record<number, (bytes: Uint8Array) => TpmState>> = {
  1: (bytes) => {
    const { nv, ...rest } = decode(firstState, bytes);
    const indices = nv.map(({ index, attributes, data }) => plainNvIndex(index, attributes, data));
    return { ...initial, ...rest, nv: indices, auths: [] };
  },
  2: (bytes) => ({ ...initial, ...decode(secondState, bytes) }),
  [version]: (bytes) => decode(tpmState, bytes),
};

function readState(bytes: Uint8Array): TpmState {
  const found = new ByteReader(bytes, 'simulated TPM state').u16();
  const read = readers[found];
  if (read === undefined)
    throw new MalformedError('simulated TPM state', 0, `version ${found} is not ${version}`);
  return read(bytes);
}

/** As it comes from its manufacturer. */
export const emptyPersistent = (): Persistent => ({
  ...initial,
  nv: new Map(),
  auths: new Map(),
  policies: new Map(),
  seeds: new Map(),
  objects: new Map(),
  clock: 0n,
  resetCount: 0,
  restartCount: 0,
  savedState: null,
});

const toPairs = <T>(map: ReadonlyMap<number, T>) =>
  [...map].map(([handle, value]) => ({ handle, value }));
const toMap = <T>(pairs: readonly { readonly handle: number; readonly value: T }[]) =>
  new Map(pairs.map(({ handle, value }) => [handle, value]));

/** What survives a power cycle. `clock` is that of now. */
export function encodeState(persistent: Persistent, clock: bigint): Uint8Array {
  const kept = [...persistent.objects].flatMap(([handle, object]) =>
    object.sensitive === null ? [] : [{ handle, ...object, sensitive: object.sensitive }],
  );
  const saved = persistent.savedState;
  const state: TpmState = {
    ...persistent,
    version,
    clock,
    nv: [...persistent.nv.values()],
    auths: toPairs(persistent.auths),
    policies: toPairs(persistent.policies),
    seeds: toPairs(persistent.seeds),
    objects: kept,
    savedState:
      saved === null
        ? []
        : [
            {
              ...saved,
              savedSessions: [...saved.savedSessions].map(([handle, sequence]) => ({
                handle,
                sequence,
              })),
            },
          ],
  };
  return encode(tpmState, state);
}

function decodeSaved([saved]: TpmState['savedState']): Persistent['savedState'] {
  if (saved === undefined) return null;
  const sessions = saved.savedSessions.map(({ handle, sequence }) => [handle, sequence] as const);
  return { ...saved, savedSessions: new Map(sessions) };
}

/** Throws `MalformedError` for anything that {@link encodeState} did not write. */
export function decodeState(bytes: Uint8Array): Persistent {
  const state = readState(bytes.slice());
  const kept = state.objects.map(({ handle, ...object }) => {
    const below = objectBelow(object, hierarchyParent(object.hierarchy));
    return [handle, { ...below, qualifiedName: object.qualifiedName }] as const;
  });
  return {
    ...state,
    auths: toMap(state.auths),
    policies: toMap(state.policies),
    seeds: toMap(state.seeds),
    nv: new Map(state.nv.map((index) => [index.index, index])),
    objects: new Map(kept),
    savedState: decodeSaved(state.savedState),
  };
}
