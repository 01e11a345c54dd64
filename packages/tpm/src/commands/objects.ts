import { u32 } from '@gatehouse/bytes';
import {
  tpm2bData,
  tpm2bDigest,
  tpm2bEccPoint,
  tpm2bEncryptedSecret,
  tpm2bIdObject,
  tpm2bIv,
  tpm2bMaxBuffer,
  tpm2bName,
  tpm2bPrivate,
  tpm2bPublicKeyRsa,
  tpm2bSensitiveData,
  tpm2bTemplate,
  tpmiYesNo,
} from '../structures/basic.ts';
import {
  tpm2bCreationData,
  tpm2bSensitive,
  tpm2bSensitiveCreate,
  tpmsContext,
  tpmtTkCreation,
} from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpm2bPublic } from '../structures/public-area.ts';
import { tpmiAlgSymMode, tpmtRsaDecrypt, tpmtSymDefObject } from '../structures/schemes.ts';
import { command } from './command.ts';

const creation = {
  creationData: tpm2bCreationData,
  creationHash: tpm2bDigest,
  creationTicket: tpmtTkCreation,
};
const create = {
  inSensitive: tpm2bSensitiveCreate,
  inPublic: tpm2bPublic,
  outsideInfo: tpm2bData,
  creationPcr: tpmlPcrSelection,
};

/** Objects, credentials, duplication, ciphers and contexts — Part 3 §12 to §15, §28. */
export const objectCommands = {
  createPrimary: command('CreatePrimary', 0x131, {
    handles: { '@primaryHandle': 'hierarchyOrNull' },
    parameters: create,
    responseHandle: true,
    response: { outPublic: tpm2bPublic, ...creation, name: tpm2bName },
  }),
  create: command('Create', 0x153, {
    handles: { '@parentHandle': 'object' },
    parameters: create,
    response: { outPrivate: tpm2bPrivate, outPublic: tpm2bPublic, ...creation },
  }),
  createLoaded: command('CreateLoaded', 0x191, {
    handles: { '@parentHandle': 'parentOrNull' },
    parameters: { inSensitive: tpm2bSensitiveCreate, inPublic: tpm2bTemplate },
    responseHandle: true,
    response: { outPrivate: tpm2bPrivate, outPublic: tpm2bPublic, name: tpm2bName },
  }),
  load: command('Load', 0x157, {
    handles: { '@parentHandle': 'object' },
    parameters: { inPrivate: tpm2bPrivate, inPublic: tpm2bPublic },
    responseHandle: true,
    response: { name: tpm2bName },
  }),
  loadExternal: command('LoadExternal', 0x167, {
    parameters: { inPrivate: tpm2bSensitive, inPublic: tpm2bPublic, hierarchy: u32 },
    responseHandle: true,
    response: { name: tpm2bName },
  }),
  readPublic: command('ReadPublic', 0x173, {
    handles: { objectHandle: 'object' },
    response: { outPublic: tpm2bPublic, name: tpm2bName, qualifiedName: tpm2bName },
  }),
  unseal: command('Unseal', 0x15e, {
    handles: { '@itemHandle': 'object' },
    response: { outData: tpm2bSensitiveData },
  }),
  objectChangeAuth: command('ObjectChangeAuth', 0x150, {
    handles: { '!objectHandle': 'object', parentHandle: 'object' },
    parameters: { newAuth: tpm2bDigest },
    response: { outPrivate: tpm2bPrivate },
  }),
  contextSave: command('ContextSave', 0x162, {
    handles: { saveHandle: 'context' },
    response: { context: tpmsContext },
    sessions: false,
  }),
  contextLoad: command('ContextLoad', 0x161, {
    parameters: { context: tpmsContext },
    responseHandle: true,
    sessions: false,
  }),
  flushContext: command('FlushContext', 0x165, {
    parameters: { flushHandle: u32 },
    sessions: false,
  }),
  evictControl: command('EvictControl', 0x120, {
    handles: { '@auth': 'provision', objectHandle: 'object' },
    parameters: { persistentHandle: u32 },
    effects: ['nv'],
  }),
  makeCredential: command('MakeCredential', 0x168, {
    handles: { handle: 'object' },
    parameters: { credential: tpm2bDigest, objectName: tpm2bName },
    response: { credentialBlob: tpm2bIdObject, secret: tpm2bEncryptedSecret },
  }),
  activateCredential: command('ActivateCredential', 0x147, {
    handles: { '!activateHandle': 'object', '@keyHandle': 'object' },
    parameters: { credentialBlob: tpm2bIdObject, secret: tpm2bEncryptedSecret },
    response: { certInfo: tpm2bDigest },
  }),
  duplicate: command('Duplicate', 0x14b, {
    handles: { '&objectHandle': 'object', newParentHandle: 'objectOrNull' },
    parameters: { encryptionKeyIn: tpm2bData, symmetricAlg: tpmtSymDefObject },
    response: {
      encryptionKeyOut: tpm2bData,
      duplicate: tpm2bPrivate,
      outSymSeed: tpm2bEncryptedSecret,
    },
  }),
  rewrap: command('Rewrap', 0x152, {
    handles: { '@oldParent': 'objectOrNull', newParent: 'objectOrNull' },
    parameters: { inDuplicate: tpm2bPrivate, name: tpm2bName, inSymSeed: tpm2bEncryptedSecret },
    response: { outDuplicate: tpm2bPrivate, outSymSeed: tpm2bEncryptedSecret },
  }),
  import: command('Import', 0x156, {
    handles: { '@parentHandle': 'object' },
    parameters: {
      encryptionKey: tpm2bData,
      objectPublic: tpm2bPublic,
      duplicate: tpm2bPrivate,
      inSymSeed: tpm2bEncryptedSecret,
      symmetricAlg: tpmtSymDefObject,
    },
    response: { outPrivate: tpm2bPrivate },
  }),
  encryptDecrypt: command('EncryptDecrypt', 0x164, {
    handles: { '@keyHandle': 'object' },
    parameters: {
      decrypt: tpmiYesNo,
      mode: tpmiAlgSymMode,
      ivIn: tpm2bIv,
      inData: tpm2bMaxBuffer,
    },
    response: { outData: tpm2bMaxBuffer, ivOut: tpm2bIv },
  }),
  encryptDecrypt2: command('EncryptDecrypt2', 0x193, {
    handles: { '@keyHandle': 'object' },
    parameters: {
      inData: tpm2bMaxBuffer,
      decrypt: tpmiYesNo,
      mode: tpmiAlgSymMode,
      ivIn: tpm2bIv,
    },
    response: { outData: tpm2bMaxBuffer, ivOut: tpm2bIv },
  }),
  rsaEncrypt: command('RSA_Encrypt', 0x174, {
    handles: { keyHandle: 'object' },
    parameters: { message: tpm2bPublicKeyRsa, inScheme: tpmtRsaDecrypt, label: tpm2bData },
    response: { outData: tpm2bPublicKeyRsa },
  }),
  rsaDecrypt: command('RSA_Decrypt', 0x159, {
    handles: { '@keyHandle': 'object' },
    parameters: { cipherText: tpm2bPublicKeyRsa, inScheme: tpmtRsaDecrypt, label: tpm2bData },
    response: { message: tpm2bPublicKeyRsa },
  }),
  ecdhKeyGen: command('ECDH_KeyGen', 0x163, {
    handles: { keyHandle: 'object' },
    response: { zPoint: tpm2bEccPoint, pubPoint: tpm2bEccPoint },
  }),
  ecdhZGen: command('ECDH_ZGen', 0x154, {
    handles: { '@keyHandle': 'object' },
    parameters: { inPoint: tpm2bEccPoint },
    response: { outPoint: tpm2bEccPoint },
  }),
};
