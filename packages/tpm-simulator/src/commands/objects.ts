import { decode, encode } from '@gatehouse/bytes';
import { aesCfbDecrypt, digestSize, equalSecrets, hash, hmac } from '@gatehouse/bytes/crypto';
import {
  type CreationData,
  eccSeed,
  handleName,
  hasAttribute,
  hashId,
  isHandle,
  kdfa,
  makeCredential,
  nameOf,
  permanentHandle,
  symmetricBitsOf,
  tpm2bDigest,
  tpmsCreationData,
  tpmsEccPoint,
  tpmsIdObject,
} from '@gatehouse/tpm';
import { sharedX } from '../ecc.ts';
import type { Actions } from '../execution.ts';
import { hierarchyOf } from '../hierarchy.ts';
import { createObject, hierarchyParent, objectBelow, proofOf } from '../keys.ts';
import { isSession, loadTransient, objectOf } from '../loaded.ts';
import { type Machine, persistentSlots } from '../machine.ts';
import { unwrapSensitive, wrapSensitive } from '../private-area.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

const none = new Uint8Array();
const localityZero = 1;
const nullAlgorithm = 0x0010;

/** Creation data, its hash and ticket — Part 3 §12.1.3, Part 2 §10.7.3. */
function creationOf(
  machine: Machine,
  object: TpmObject,
  parent: Pick<CreationData, 'parentNameAlg' | 'parentName' | 'parentQualifiedName'>,
  parameters: Pick<CreationData, 'outsideInfo'> & {
    readonly creationPcr: CreationData['pcrSelect'];
  },
) {
  const { nameAlg } = object.public;
  const pcrSelect = machine.volatile.pcrs.allocated(parameters.creationPcr);
  const creationData: CreationData = {
    pcrSelect,
    pcrDigest: hash(nameAlg, ...machine.volatile.pcrs.selected(pcrSelect)),
    locality: localityZero,
    ...parent,
    outsideInfo: parameters.outsideInfo,
  };
  const creationHash = hash(nameAlg, encode(tpmsCreationData, creationData));
  const proof = proofOf(machine.seedOf(object.hierarchy));
  const creationTicket = {
    tag: 'creation',
    hierarchy: object.hierarchy,
    digest: hmac('sha256', proof, Uint8Array.of(0x80, 0x21), object.name, creationHash),
  } as const;
  return { creationData, creationHash, creationTicket };
}

const isParent = ({ public: { objectAttributes } }: TpmObject): boolean =>
  hasAttribute(objectAttributes, 'restricted') && hasAttribute(objectAttributes, 'decrypt');

function parentOf(machine: Machine, handle: number | undefined): TpmObject {
  const parent = objectOf(machine, handle);
  return isParent(parent) && parent.sensitive !== null ? parent : refuse('TYPE', 'handle');
}

/** The seed of a credential, recovered with the key's private part — Part 1 §C.6.1. */
function credentialSeed(key: TpmObject, secret: Uint8Array): Uint8Array {
  const { public: area, sensitive } = key;
  if (area.type !== 'ecc' || sensitive?.type !== 'ecc') return refuse('TYPE', 'handle', 2);
  const point = decode(tpmsEccPoint, secret);
  const x = sharedX(area.curve, sensitive.sensitive, point);
  return x === null ? refuse('ECC_POINT', 'parameter', 2) : eccSeed(area, 'IDENTITY', x, point.x);
}

/** Object commands — Part 3 §12, and primary objects, §24. */
export const objectActions: Actions<
  | 'createPrimary'
  | 'create'
  | 'load'
  | 'loadExternal'
  | 'readPublic'
  | 'unseal'
  | 'flushContext'
  | 'evictControl'
  | 'makeCredential'
  | 'activateCredential'
> = {
  createPrimary({ machine, handles, parameters }) {
    const hierarchy = hierarchyOf(handles[0]);
    const key = createObject(
      parameters.inPublic,
      machine.seedOf(hierarchy),
      parameters.inSensitive,
    );
    const object = objectBelow(key, hierarchyParent(hierarchy));
    const name = handleName(hierarchy);
    const parent = { parentNameAlg: nullAlgorithm, parentName: name, parentQualifiedName: name };
    return {
      handle: loadTransient(machine, object),
      outPublic: object.public,
      ...creationOf(machine, object, parent, parameters),
      name: object.name,
    };
  },
  create({ machine, handles, parameters }) {
    const parent = parentOf(machine, handles[0]);
    const key = createObject(parameters.inPublic, machine.randomBytes(32), parameters.inSensitive);
    const object = objectBelow(key, parent);
    const names = {
      parentNameAlg: hashId(parent.public.nameAlg),
      parentName: parent.name,
      parentQualifiedName: parent.qualifiedName,
    };
    return {
      outPrivate: wrapSensitive(parent, object.name, key.sensitive, machine.randomBytes(16)),
      outPublic: object.public,
      ...creationOf(machine, object, names, parameters),
    };
  },
  load({ machine, handles, parameters }) {
    const parent = parentOf(machine, handles[0]);
    const name = nameOf(parameters.inPublic);
    const sensitive = unwrapSensitive(parent, name, parameters.inPrivate);
    const object = objectBelow({ public: parameters.inPublic, sensitive }, parent);
    return { handle: loadTransient(machine, object), name };
  },
  loadExternal({ machine, parameters }) {
    const { inPublic, inPrivate } = parameters;
    if (inPrivate !== undefined && hasAttribute(inPublic.objectAttributes, 'fixedTpm'))
      refuse('ATTRIBUTES', 'parameter', 2);
    const key = { public: inPublic, sensitive: inPrivate ?? null };
    const object = objectBelow(key, hierarchyParent(permanentHandle.null));
    return { handle: loadTransient(machine, object), name: object.name };
  },
  readPublic({ machine, handles }) {
    const { public: outPublic, name, qualifiedName } = objectOf(machine, handles[0]);
    return { outPublic, name, qualifiedName };
  },
  unseal({ machine, handles }) {
    const { sensitive } = objectOf(machine, handles[0]);
    return sensitive?.type === 'keyedHash'
      ? { outData: sensitive.sensitive }
      : refuse('TYPE', 'handle');
  },
  flushContext({ machine, parameters: { flushHandle } }) {
    const { objects, sessions, savedSessions } = machine.volatile;
    if ([objects, sessions, savedSessions].some((held) => held.delete(flushHandle))) return {};
    return refuse(isSession(flushHandle) ? 'HANDLE' : 'VALUE', 'parameter', 1);
  },
  evictControl({ machine, handles, parameters: { persistentHandle } }) {
    const objects = machine.persistent.objects;
    if (!isHandle(persistentHandle, 'persistent')) refuse('VALUE', 'parameter', 1);
    if (handles[1] === persistentHandle) {
      if (!objects.delete(persistentHandle)) refuse('HANDLE', 'handle', 2);
      return {};
    }
    if (objects.has(persistentHandle)) refuse('NV_DEFINED');
    if (objects.size >= persistentSlots) refuse('NV_SPACE');
    objects.set(persistentHandle, objectOf(machine, handles[1], 2));
    return {};
  },
  makeCredential({ machine, handles, parameters }) {
    const key = objectOf(machine, handles[0]);
    if (!isParent(key)) refuse('TYPE', 'handle');
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
    const key = objectOf(machine, handles[1], 2);
    if (!isParent(key)) refuse('TYPE', 'handle', 2);
    const { nameAlg } = key.public;
    const seed = credentialSeed(key, parameters.secret);
    const blob = decode(tpmsIdObject, parameters.credentialBlob);
    const hmacKey = kdfa(nameAlg, seed, 'INTEGRITY', none, none, 8 * digestSize[nameAlg]);
    const expected = hmac(nameAlg, hmacKey, blob.encIdentity, activated.name);
    if (!equalSecrets(blob.integrityHmac, expected)) refuse('INTEGRITY', 'parameter', 1);
    const bits = symmetricBitsOf(key.public);
    const symmetricKey = kdfa(nameAlg, seed, 'STORAGE', activated.name, none, bits);
    return { certInfo: decode(tpm2bDigest, aesCfbDecrypt(symmetricKey, blob.encIdentity)) };
  },
};
