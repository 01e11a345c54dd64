import {
  concat,
  counted,
  decode,
  encode,
  sized,
  struct,
  u16,
  u64,
  type Value,
} from '@gatehouse/bytes';
import { aesCfbDecrypt, aesCfbEncrypt, equalSecrets, hmac } from '@gatehouse/bytes/crypto';
import {
  handleName,
  hasAttribute,
  kdfa,
  permanentHandle,
  tpm2bDigest,
  tpm2bSensitive,
  type tpmsContext,
  tpmtPublic,
} from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { isEnabled } from '../hierarchy.ts';
import { hierarchyParent, objectBelow } from '../keys.ts';
import { isSession, loadTransient } from '../loaded.ts';
import { type Machine, proofOf } from '../machine.ts';
import { sessionCodec } from '../session-codec.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

type Context = Value<typeof tpmsContext>;
type Heading = Omit<Context, 'contextBlob'>;

/** savedHandle of an object — Part 2 §14.6.2: ordinary, and one that goes with the next start-up. */
const savedObject = 0x80000000;
const savedClearObject = 0x80000002;

const none = new Uint8Array();
const tagSize = 34;
const objectContext = struct('object context', {
  qualifiedName: counted('qualified name', u16, 66),
  public: sized('public area', u16, tpmtPublic),
  sensitive: tpm2bSensitive,
  external: u16,
});

/**
 * Keys of one context — Part 1 §30.3. The null seed ends with the power, and every context with it;
 * that of a hierarchy ends with the proof too, and one of a stClear object with any start.
 */
function keysOf(machine: Machine, { sequence, savedHandle, hierarchy }: Heading) {
  const { nullSeed } = machine.volatile;
  const starts = savedHandle === savedClearObject ? machine.persistent.restartCount : 0;
  const heading = concat(
    encode(u64, sequence),
    handleName(savedHandle),
    handleName(hierarchy),
    handleName(starts),
    proofOf(machine, hierarchy),
  );
  return {
    symmetric: kdfa('sha256', nullSeed, 'CONTEXT', heading, none, 256),
    integrity: kdfa('sha256', nullSeed, 'INTEGRITY', heading, none, 256),
  };
}

function protect(machine: Machine, heading: Heading, content: Uint8Array): Context {
  const keys = keysOf(machine, heading);
  const encrypted = aesCfbEncrypt(keys.symmetric, content);
  const tag = encode(tpm2bDigest, hmac('sha256', keys.integrity, encrypted));
  return { ...heading, contextBlob: concat(tag, encrypted) };
}

function unprotect(machine: Machine, context: Context): Uint8Array {
  const keys = keysOf(machine, context);
  const encrypted = context.contextBlob.subarray(tagSize);
  const tag = encode(tpm2bDigest, hmac('sha256', keys.integrity, encrypted));
  if (!equalSecrets(context.contextBlob.subarray(0, tagSize), tag))
    refuse('INTEGRITY', 'parameter', 1);
  return aesCfbDecrypt(keys.symmetric, encrypted);
}

function saveObject(machine: Machine, object: TpmObject, sequence: bigint): Context {
  const ends = hasAttribute(object.public.objectAttributes, 'stClear');
  const heading = {
    sequence,
    savedHandle: ends ? savedClearObject : savedObject,
    hierarchy: object.hierarchy,
  };
  const content = encode(objectContext, {
    ...object,
    sensitive: object.sensitive ?? undefined,
    external: Number(object.external),
  });
  return protect(machine, heading, content);
}

/** Leaves memory, keeps its handle, and can be loaded once, by its latest context. */
function saveSession(machine: Machine, savedHandle: number, sequence: bigint): Context {
  const { sessions, savedSessions } = machine.volatile;
  const session = sessions.get(savedHandle) ?? refuse('HANDLE', 'handle');
  sessions.delete(savedHandle);
  savedSessions.set(savedHandle, sequence);
  const heading = { sequence, savedHandle, hierarchy: permanentHandle.null };
  return protect(machine, heading, encode(sessionCodec, session));
}

function loadSession(machine: Machine, { savedHandle, sequence }: Context, content: Uint8Array) {
  const { sessions, savedSessions } = machine.volatile;
  if (savedSessions.get(savedHandle) !== sequence) return refuse('HANDLE', 'parameter', 1);
  savedSessions.delete(savedHandle);
  // The bytes of the command are the caller's: the session must not change with them.
  sessions.set(savedHandle, decode(sessionCodec, content.slice()));
  return savedHandle;
}

function loadObject(machine: Machine, hierarchy: number, content: Uint8Array): number {
  if (!isEnabled(machine, hierarchy)) refuse('HIERARCHY', 'parameter', 1);
  const saved = decode(objectContext, content);
  const key = { public: saved.public, sensitive: saved.sensitive ?? null };
  const object = objectBelow(key, hierarchyParent(hierarchy, saved.external === 1));
  return loadTransient(machine, { ...object, qualifiedName: saved.qualifiedName.slice() });
}

/** Context management — Part 3 §28. Sequences stay in memory: a running hash cannot be taken out. */
export const contextActions: Actions<'contextSave' | 'contextLoad'> = {
  contextSave({ machine, handles: [handle = 0] }) {
    if (machine.volatile.sequences.has(handle)) throw new TpmRefusal('SEQUENCE');
    machine.volatile.contextSequence += 1n;
    const sequence = machine.volatile.contextSequence;
    const object = machine.volatile.objects.get(handle);
    const context =
      object === undefined
        ? saveSession(machine, handle, sequence)
        : saveObject(machine, object, sequence);
    return { context };
  },
  contextLoad({ machine, parameters: { context } }) {
    const content = unprotect(machine, context);
    const handle = isSession(context.savedHandle)
      ? loadSession(machine, context, content)
      : loadObject(machine, context.hierarchy, content);
    return { handle };
  },
};
