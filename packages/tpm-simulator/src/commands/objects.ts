import { ByteReader, decode, encode, equalBytes } from '@gatehouse/bytes';
import { aesCfbDecrypt, digestSize, equalSecrets, hash, hmac } from '@gatehouse/bytes/crypto';
import {
  type CreationData,
  handleName,
  hashId,
  isHandle,
  kdfa,
  makeCredential,
  nameOf,
  permanentHandle,
  qualifiedNameOf,
  symmetricBitsOf,
  type TpmtPublic,
  tpm2bDigest,
  tpmsCreationData,
  tpmsIdObject,
  tpmtPublic,
} from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { checkHierarchyParameter, isHierarchy } from '../hierarchy.ts';
import { checkKeyPair } from '../key-pair-check.ts';
import { createObject, hierarchyParent, objectBelow } from '../keys.ts';
import { isSession, loadTransient, objectOf } from '../loaded.ts';
import { type Machine, persistentSlots } from '../machine.ts';
import { unwrapSensitive, wrapSensitive } from '../private-area.ts';
import { attributesOf, checkPublicArea, checkScheme, isStorageKey } from '../public-area-check.ts';
import { checkTakesSecret, secretOf } from '../secrets.ts';
import { trimmed } from '../session-hmac.ts';
import { creationTicketOf } from '../tickets.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';
import { readField } from '../unreadable.ts';

const none = new Uint8Array();
const nullAlgorithm = 0x0010;

/** Creation data, its hash and ticket — Part 3 §12.1.3, Part 2 §10.7.3. */
function creationOf(
  machine: Machine,
  object: TpmObject,
  parent: Pick<CreationData, 'parentNameAlg' | 'parentName' | 'parentQualifiedName'>,
  parameters: Pick<CreationData, 'outsideInfo'> & {
    readonly creationPcr: CreationData['pcrSelect'];
  },
  locality: number,
) {
  const { nameAlg } = object.public;
  const pcrSelect = machine.volatile.pcrs.allocated(parameters.creationPcr);
  const creationData: CreationData = {
    pcrSelect,
    pcrDigest: hash(nameAlg, ...machine.volatile.pcrs.selected(pcrSelect)),
    locality: 1 << locality,
    ...parent,
    outsideInfo: parameters.outsideInfo,
  };
  const creationHash = hash(nameAlg, encode(tpmsCreationData, creationData));
  const creationTicket = creationTicketOf(machine, object.hierarchy, object.name, creationHash);
  return { creationData, creationHash, creationTicket };
}

/** A storage key that is whole, to keep objects below — Part 1 §23.3. */
export function parentOf(machine: Machine, handle: number | undefined, position = 1): TpmObject {
  const parent = objectOf(machine, handle, position);
  return isStorageKey(parent.public) && parent.sensitive !== null
    ? parent
    : refuse('TYPE', 'handle', position);
}

/** The template of CreateLoaded, whose bytes are no TPM2B_PUBLIC — Part 3 §12.9. */
function readTemplate(bytes: Uint8Array): TpmtPublic {
  const reader = new ByteReader(bytes, 'TPM2B_TEMPLATE');
  const template = readField(tpmtPublic, reader, 'parameter', 2);
  return reader.remaining === 0 ? template : refuse('SIZE', 'parameter', 2);
}

/** Persistent handles of the owner end where those of the platform begin — Part 2 §7.5. */
const isPlatformHandle = (handle: number): boolean => (handle & 0x800000) !== 0;

/** Who may keep which object under which handle — Part 3 §28.5. */
function checkMayKeep(auth: number | undefined, object: TpmObject, handle: number): void {
  const has = attributesOf(object.public);
  const temporary =
    object.external || object.sensitive === null || object.hierarchy === permanentHandle.null;
  if (temporary || has('stClear')) refuse('ATTRIBUTES', 'handle', 2);
  const byPlatform = auth === permanentHandle.platform;
  if (byPlatform !== (object.hierarchy === permanentHandle.platform))
    refuse('HIERARCHY', 'handle', 2);
  if (byPlatform !== isPlatformHandle(handle)) refuse('RANGE', 'parameter', 1);
}

/** Object commands — Part 3 §12, and primary objects, §24. */
export const objectActions: Actions<
  | 'createPrimary'
  | 'create'
  | 'createLoaded'
  | 'load'
  | 'loadExternal'
  | 'readPublic'
  | 'unseal'
  | 'objectChangeAuth'
  | 'flushContext'
  | 'evictControl'
  | 'makeCredential'
  | 'activateCredential'
> = {
  createPrimary({ machine, handles: [hierarchy = 0], parameters, locality }) {
    const { inPublic, inSensitive } = parameters;
    checkPublicArea(inPublic, null, 2);
    const material = { seed: machine.seedOf(hierarchy), primary: true };
    const key = createObject(machine, inPublic, material, inSensitive);
    const object = objectBelow(key, hierarchyParent(hierarchy));
    const name = handleName(hierarchy);
    const parent = { parentNameAlg: nullAlgorithm, parentName: name, parentQualifiedName: name };
    return {
      handle: loadTransient(machine, object),
      outPublic: object.public,
      ...creationOf(machine, object, parent, parameters, locality),
      name: object.name,
    };
  },
  create({ machine, handles, parameters, locality }) {
    const { inPublic, inSensitive } = parameters;
    const parent = parentOf(machine, handles[0]);
    checkPublicArea(inPublic, parent, 2);
    const material = { seed: machine.randomBytes(32), primary: false };
    const key = createObject(machine, inPublic, material, inSensitive);
    const object = objectBelow(key, parent);
    const names = {
      parentNameAlg: hashId(parent.public.nameAlg),
      parentName: parent.name,
      parentQualifiedName: parent.qualifiedName,
    };
    return {
      outPrivate: wrapSensitive(parent, object.name, key.sensitive, machine.randomBytes(16)),
      outPublic: object.public,
      ...creationOf(machine, object, names, parameters, locality),
    };
  },
  /** A primary or an ordinary object, loaded at once; derived objects are not made here. */
  createLoaded({ machine, handles: [handle = 0], parameters: { inSensitive, inPublic } }) {
    const template = readTemplate(inPublic);
    const parent = isHierarchy(handle) ? null : parentOf(machine, handle);
    checkPublicArea(template, parent, 2);
    const seed = parent === null ? machine.seedOf(handle) : machine.randomBytes(32);
    const material = { seed, primary: parent === null };
    const key = createObject(machine, template, material, inSensitive);
    const object = objectBelow(key, parent ?? hierarchyParent(handle));
    return {
      handle: loadTransient(machine, object),
      outPrivate:
        parent === null
          ? none
          : wrapSensitive(parent, object.name, key.sensitive, machine.randomBytes(16)),
      outPublic: object.public,
      name: object.name,
    };
  },
  load({ machine, handles, parameters: { inPublic, inPrivate } }) {
    const parent = parentOf(machine, handles[0]);
    checkPublicArea(inPublic, parent, 2);
    const name = nameOf(inPublic);
    const sensitive = unwrapSensitive(parent, name, inPrivate);
    if (typeof sensitive === 'string') return refuse(sensitive, 'parameter', 1);
    const object = objectBelow({ public: inPublic, sensitive }, parent);
    return { handle: loadTransient(machine, object), name };
  },
  loadExternal({ machine, parameters }) {
    const { inPublic, inPrivate, hierarchy } = parameters;
    checkHierarchyParameter(machine, hierarchy, 3);
    const has = attributesOf(inPublic);
    const bound = has('fixedTpm') || has('fixedParent') || has('restricted');
    if (inPrivate !== undefined) {
      if (hierarchy !== permanentHandle.null) refuse('HIERARCHY', 'parameter', 3);
      if (bound) refuse('ATTRIBUTES', 'parameter', 2);
      if (inPrivate.type !== inPublic.type) refuse('TYPE', 'parameter', 1);
      checkPublicArea(inPublic, null, 2);
    }
    checkScheme(inPublic, 2);
    checkKeyPair(inPublic, inPrivate ?? null, { public: 2, sensitive: 1 });
    const key = { public: inPublic, sensitive: inPrivate ?? null };
    const object = objectBelow(key, hierarchyParent(hierarchy, true));
    return { handle: loadTransient(machine, object), name: object.name };
  },
  readPublic({ machine, handles: [handle = 0] }) {
    if (machine.volatile.sequences.has(handle)) throw new TpmRefusal('SEQUENCE');
    const { public: outPublic, name, qualifiedName } = objectOf(machine, handle);
    return { outPublic, name, qualifiedName };
  },
  unseal({ machine, handles }) {
    const { public: area, sensitive } = objectOf(machine, handles[0]);
    if (sensitive?.type !== 'keyedHash') return refuse('TYPE', 'handle');
    const has = attributesOf(area);
    if (has('sign') || has('decrypt') || has('restricted')) refuse('ATTRIBUTES', 'handle');
    return { outData: sensitive.sensitive };
  },
  objectChangeAuth({ machine, handles, parameters: { newAuth } }) {
    const object = objectOf(machine, handles[0]);
    const parent = parentOf(machine, handles[1], 2);
    const { nameAlg } = object.public;
    if (object.sensitive === null || newAuth.length > digestSize[nameAlg])
      return refuse('SIZE', 'parameter', 1);
    const below = qualifiedNameOf(nameAlg, parent.qualifiedName, object.name);
    if (!equalBytes(below, object.qualifiedName)) refuse('TYPE', 'handle', 2);
    const sensitive = { ...object.sensitive, authValue: trimmed(newAuth) };
    return {
      outPrivate: wrapSensitive(parent, object.name, sensitive, machine.randomBytes(16)),
    };
  },
  flushContext({ machine, parameters: { flushHandle } }) {
    const { objects, sequences, sessions, savedSessions } = machine.volatile;
    const all = [objects, sequences, sessions, savedSessions];
    if (all.some((held) => held.delete(flushHandle))) return {};
    return refuse(isSession(flushHandle) ? 'HANDLE' : 'VALUE', 'parameter', 1);
  },
  evictControl({ machine, handles, parameters: { persistentHandle } }) {
    const { objects } = machine.persistent;
    if (!isHandle(persistentHandle, 'persistent')) refuse('VALUE', 'parameter', 1);
    const object = objectOf(machine, handles[1], 2, 'ATTRIBUTES');
    checkMayKeep(handles[0], object, persistentHandle);
    if (isHandle(handles[1] ?? 0, 'persistent')) {
      if (handles[1] !== persistentHandle) refuse('HANDLE', 'handle', 2);
      objects.delete(persistentHandle);
      return {};
    }
    if (objects.has(persistentHandle)) refuse('NV_DEFINED');
    if (objects.size >= persistentSlots) refuse('NV_SPACE');
    objects.set(persistentHandle, object);
    return {};
  },
  makeCredential({ machine, handles, parameters }) {
    const key = objectOf(machine, handles[0]);
    checkTakesSecret(key.public, 1);
    if (parameters.credential.length > digestSize[key.public.nameAlg])
      refuse('SIZE', 'parameter', 1);
    const { idObject, encryptedSecret } = makeCredential({
      ekPublic: key.public,
      akName: parameters.objectName,
      secret: parameters.credential,
    });
    return { credentialBlob: idObject, secret: encryptedSecret };
  },
  activateCredential({ machine, handles, parameters }) {
    const activated = objectOf(machine, handles[0]);
    const key = parentOf(machine, handles[1], 2);
    const { nameAlg } = key.public;
    const seed = secretOf(machine, key, 'IDENTITY', parameters.secret, 2);
    const blob = decode(tpmsIdObject, parameters.credentialBlob);
    const hmacKey = kdfa(nameAlg, seed, 'INTEGRITY', none, none, 8 * digestSize[nameAlg]);
    const expected = hmac(nameAlg, hmacKey, blob.encIdentity, activated.name);
    if (!equalSecrets(blob.integrityHmac, expected)) refuse('INTEGRITY', 'parameter', 1);
    const bits = symmetricBitsOf(key.public);
    const symmetricKey = kdfa(nameAlg, seed, 'STORAGE', activated.name, none, bits);
    return { certInfo: decode(tpm2bDigest, aesCfbDecrypt(symmetricKey, blob.encIdentity)) };
  },
};
