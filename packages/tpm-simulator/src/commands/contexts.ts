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
import { hierarchyParent, objectBelow } from '../keys.ts';
import { isSession, loadTransient } from '../loaded.ts';
import type { Machine } from '../machine.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

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
});

/** Keys of one context — Part 1 §30.3; the null seed ends with the power, and every context with it. */
function keysOf(machine: Machine, { sequence, savedHandle, hierarchy }: Heading) {
  const heading = concat(encode(u64, sequence), handleName(savedHandle), handleName(hierarchy));
  const { nullSeed } = machine.volatile;
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
  const content = encode(objectContext, { ...object, sensitive: object.sensitive ?? undefined });
  return protect(machine, heading, content);
}

/** Leaves memory, keeps its handle, and can be loaded once, by its latest context. */
function saveSession(machine: Machine, savedHandle: number, sequence: bigint): Context {
  const { sessions, savedSessions } = machine.volatile;
  const session = sessions.get(savedHandle) ?? refuse('HANDLE', 'handle');
  sessions.delete(savedHandle);
  savedSessions.set(savedHandle, { sequence, session });
  return protect(machine, { sequence, savedHandle, hierarchy: permanentHandle.null }, none);
}

function loadSession(machine: Machine, { savedHandle, sequence }: Context): number {
  const { sessions, savedSessions } = machine.volatile;
  const saved = savedSessions.get(savedHandle);
  if (saved?.sequence !== sequence) return refuse('HANDLE', 'parameter', 1);
  savedSessions.delete(savedHandle);
  sessions.set(savedHandle, saved.session);
  return savedHandle;
}

function loadObject(machine: Machine, hierarchy: number, content: Uint8Array): number {
  const saved = decode(objectContext, content);
  const key = { public: saved.public, sensitive: saved.sensitive ?? null };
  const object = objectBelow(key, hierarchyParent(hierarchy));
  return loadTransient(machine, { ...object, qualifiedName: saved.qualifiedName.slice() });
}

/** Context management — Part 3 §28. A session's state stays inside; its context is a receipt. */
export const contextActions: Actions<'contextSave' | 'contextLoad'> = {
  contextSave({ machine, handles: [handle = 0] }) {
    const object = machine.volatile.objects.get(handle);
    if (object === undefined && !isSession(handle)) refuse('VALUE', 'handle');
    machine.volatile.contextSequence += 1n;
    const sequence = machine.volatile.contextSequence;
    const context =
      object === undefined
        ? saveSession(machine, handle, sequence)
        : saveObject(machine, object, sequence);
    return { context };
  },
  contextLoad({ machine, parameters: { context } }) {
    const content = unprotect(machine, context);
    const handle = isSession(context.savedHandle)
      ? loadSession(machine, context)
      : loadObject(machine, context.hierarchy, content);
    return { handle };
  },
};
