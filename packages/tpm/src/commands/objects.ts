import { u32 } from '@gatehouse/bytes';
import {
  tpm2bData,
  tpm2bDigest,
  tpm2bEncryptedSecret,
  tpm2bIdObject,
  tpm2bName,
  tpm2bPrivate,
  tpm2bSensitiveData,
} from '../structures/basic.ts';
import {
  tpm2bCreationData,
  tpm2bSensitive,
  tpm2bSensitiveCreate,
  tpmsContext,
  tpmtTicket,
} from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpm2bPublic } from '../structures/public-area.ts';
import { command } from './command.ts';

const creation = {
  creationData: tpm2bCreationData,
  creationHash: tpm2bDigest,
  creationTicket: tpmtTicket,
};
const create = {
  inSensitive: tpm2bSensitiveCreate,
  inPublic: tpm2bPublic,
  outsideInfo: tpm2bData,
  creationPcr: tpmlPcrSelection,
};

/** Objects, credentials, hierarchies and contexts — Part 3 §12, §24, §28. */
export const objectCommands = {
  createPrimary: command('CreatePrimary', 0x131, {
    handles: ['@primaryHandle'],
    parameters: create,
    responseHandle: true,
    response: { outPublic: tpm2bPublic, ...creation, name: tpm2bName },
  }),
  create: command('Create', 0x153, {
    handles: ['@parentHandle'],
    parameters: create,
    response: { outPrivate: tpm2bPrivate, outPublic: tpm2bPublic, ...creation },
  }),
  load: command('Load', 0x157, {
    handles: ['@parentHandle'],
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
    handles: ['objectHandle'],
    response: { outPublic: tpm2bPublic, name: tpm2bName, qualifiedName: tpm2bName },
  }),
  unseal: command('Unseal', 0x15e, {
    handles: ['@itemHandle'],
    response: { outData: tpm2bSensitiveData },
  }),
  hierarchyChangeAuth: command('HierarchyChangeAuth', 0x129, {
    handles: ['@authHandle'],
    parameters: { newAuth: tpm2bDigest },
    effects: ['nv'],
  }),
  contextSave: command('ContextSave', 0x162, {
    handles: ['saveHandle'],
    response: { context: tpmsContext },
  }),
  contextLoad: command('ContextLoad', 0x161, {
    parameters: { context: tpmsContext },
    responseHandle: true,
  }),
  flushContext: command('FlushContext', 0x165, { parameters: { flushHandle: u32 } }),
  evictControl: command('EvictControl', 0x120, {
    handles: ['@auth', 'objectHandle'],
    parameters: { persistentHandle: u32 },
    effects: ['nv'],
  }),
  makeCredential: command('MakeCredential', 0x168, {
    handles: ['handle'],
    parameters: { credential: tpm2bDigest, objectName: tpm2bName },
    response: { credentialBlob: tpm2bIdObject, secret: tpm2bEncryptedSecret },
  }),
  activateCredential: command('ActivateCredential', 0x147, {
    handles: ['@activateHandle', '@keyHandle'],
    parameters: { credentialBlob: tpm2bIdObject, secret: tpm2bEncryptedSecret },
    response: { certInfo: tpm2bDigest },
  }),
};
