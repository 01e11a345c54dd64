import { i32, named, u8, u16, u32, u64 } from '@gatehouse/bytes';
import { tpmiAlgHash } from '../algorithms.ts';
import { tpmsClockInfo } from '../structures/attest.ts';
import {
  tpm2bAttest,
  tpm2bData,
  tpm2bDigest,
  tpm2bEncryptedSecret,
  tpm2bIdObject,
  tpm2bMaxNvBuffer,
  tpm2bName,
  tpm2bPrivate,
  tpmiYesNo,
  tpmlDigest,
  tpmlDigestValues,
} from '../structures/basic.ts';
import { tpmsCapabilityData } from '../structures/capability.ts';
import { tpm2bNvPublic } from '../structures/nv.ts';
import {
  tpm2bCreationData,
  tpm2bSensitive,
  tpm2bSensitiveCreate,
  tpmtTicket,
} from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpm2bPublic } from '../structures/public-area.ts';
import { tpmtSigScheme, tpmtSymDef } from '../structures/schemes.ts';
import { tpmtSignature } from '../structures/signature.ts';
import { command } from './command.ts';

/** TPM_SU — Part 2 §6.10. */
const startupType = named('TPM_SU', u16, { clear: 0, state: 1 });
/** TPM_SE — Part 2 §6.11. */
const sessionType = named('TPM_SE', u8, { hmac: 0, policy: 1, trial: 3 });

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
const attested = { attest: tpm2bAttest, signature: tpmtSignature };
const toAttest = { qualifyingData: tpm2bData, inScheme: tpmtSigScheme };

/** The commands that we speak, as Part 3 lays them out. */
export const commands = {
  startup: command('Startup', 0x144, { parameters: { startupType } }),
  shutdown: command('Shutdown', 0x145, { parameters: { shutdownType: startupType } }),
  getCapability: command('GetCapability', 0x17a, {
    parameters: { capability: u32, property: u32, count: u32 },
    response: { moreData: tpmiYesNo, data: tpmsCapabilityData },
  }),
  getRandom: command('GetRandom', 0x17b, {
    parameters: { bytesRequested: u16 },
    response: { randomBytes: tpm2bDigest },
  }),
  readClock: command('ReadClock', 0x181, { response: { time: u64, clockInfo: tpmsClockInfo } }),
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
  flushContext: command('FlushContext', 0x165, { parameters: { flushHandle: u32 } }),
  evictControl: command('EvictControl', 0x120, {
    handles: ['@auth', 'objectHandle'],
    parameters: { persistentHandle: u32 },
  }),
  startAuthSession: command('StartAuthSession', 0x176, {
    handles: ['tpmKey', 'bind'],
    parameters: {
      nonceCaller: tpm2bDigest,
      encryptedSalt: tpm2bEncryptedSecret,
      sessionType,
      symmetric: tpmtSymDef,
      authHash: tpmiAlgHash,
    },
    responseHandle: true,
    response: { nonceTpm: tpm2bDigest },
  }),
  policySecret: command('PolicySecret', 0x151, {
    handles: ['@authHandle', 'policySession'],
    parameters: {
      nonceTpm: tpm2bDigest,
      cpHashA: tpm2bDigest,
      policyRef: tpm2bDigest,
      expiration: i32,
    },
    response: { timeout: tpm2bDigest, policyTicket: tpmtTicket },
  }),
  policyGetDigest: command('PolicyGetDigest', 0x189, {
    handles: ['policySession'],
    response: { policyDigest: tpm2bDigest },
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
  quote: command('Quote', 0x158, {
    handles: ['@signHandle'],
    parameters: { ...toAttest, pcrSelect: tpmlPcrSelection },
    response: attested,
  }),
  certify: command('Certify', 0x148, {
    handles: ['@objectHandle', '@signHandle'],
    parameters: toAttest,
    response: attested,
  }),
  pcrRead: command('PCR_Read', 0x17e, {
    parameters: { pcrSelectionIn: tpmlPcrSelection },
    response: { pcrUpdateCounter: u32, pcrSelectionOut: tpmlPcrSelection, pcrValues: tpmlDigest },
  }),
  pcrExtend: command('PCR_Extend', 0x182, {
    handles: ['@pcrHandle'],
    parameters: { digests: tpmlDigestValues },
  }),
  pcrReset: command('PCR_Reset', 0x13d, { handles: ['@pcrHandle'] }),
  nvReadPublic: command('NV_ReadPublic', 0x169, {
    handles: ['nvIndex'],
    response: { nvPublic: tpm2bNvPublic, nvName: tpm2bName },
  }),
  nvRead: command('NV_Read', 0x14e, {
    handles: ['@authHandle', 'nvIndex'],
    parameters: { size: u16, offset: u16 },
    response: { data: tpm2bMaxNvBuffer },
  }),
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;
