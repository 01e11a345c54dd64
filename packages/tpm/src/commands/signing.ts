import { u16, u32 } from '@gatehouse/bytes';
import { tpmiAlgHash } from '../algorithms.ts';
import {
  tpm2bAttest,
  tpm2bData,
  tpm2bDigest,
  tpm2bMaxBuffer,
  tpmiAlgHashOrNull,
  tpmlDigestValues,
} from '../structures/basic.ts';
import { tpmtTkCreation, tpmtTkHashCheck, tpmtTkVerified } from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpmtSigScheme } from '../structures/schemes.ts';
import { tpmtSignature } from '../structures/signature.ts';
import { command } from './command.ts';

const attested = { attest: tpm2bAttest, signature: tpmtSignature };
const toAttest = { qualifyingData: tpm2bData, inScheme: tpmtSigScheme };
const digested = { outHash: tpm2bDigest, validation: tpmtTkHashCheck };

/** Attestation, signatures, hashes, HMACs and sequences — Part 3 §15, §17, §18, §20. */
export const signingCommands = {
  quote: command('Quote', 0x158, {
    handles: { '@signHandle': 'objectOrNull' },
    parameters: { ...toAttest, pcrSelect: tpmlPcrSelection },
    response: attested,
  }),
  certify: command('Certify', 0x148, {
    handles: { '!objectHandle': 'object', '@signHandle': 'objectOrNull' },
    parameters: toAttest,
    response: attested,
  }),
  certifyCreation: command('CertifyCreation', 0x14a, {
    handles: { '@signHandle': 'objectOrNull', objectHandle: 'object' },
    parameters: {
      qualifyingData: tpm2bData,
      creationHash: tpm2bDigest,
      inScheme: tpmtSigScheme,
      creationTicket: tpmtTkCreation,
    },
    response: attested,
  }),
  getTime: command('GetTime', 0x14c, {
    handles: { '@privacyAdminHandle': 'endorsement', '@signHandle': 'objectOrNull' },
    parameters: toAttest,
    response: attested,
  }),
  getSessionAuditDigest: command('GetSessionAuditDigest', 0x14d, {
    handles: {
      '@privacyAdminHandle': 'endorsement',
      '@signHandle': 'objectOrNull',
      sessionHandle: 'hmacSession',
    },
    parameters: toAttest,
    response: attested,
  }),
  nvCertify: command('NV_Certify', 0x184, {
    handles: { '@signHandle': 'objectOrNull', '@authHandle': 'nvAuth', nvIndex: 'nvIndex' },
    parameters: { ...toAttest, size: u16, offset: u16 },
    response: attested,
  }),
  sign: command('Sign', 0x15d, {
    handles: { '@keyHandle': 'object' },
    parameters: { digest: tpm2bDigest, inScheme: tpmtSigScheme, validation: tpmtTkHashCheck },
    response: { signature: tpmtSignature },
  }),
  verifySignature: command('VerifySignature', 0x177, {
    handles: { keyHandle: 'object' },
    parameters: { digest: tpm2bDigest, signature: tpmtSignature },
    response: { validation: tpmtTkVerified },
  }),
  hash: command('Hash', 0x17d, {
    parameters: { data: tpm2bMaxBuffer, hashAlg: tpmiAlgHash, hierarchy: u32 },
    response: digested,
  }),
  hmac: command('HMAC', 0x155, {
    handles: { '@handle': 'object' },
    parameters: { buffer: tpm2bMaxBuffer, hashAlg: tpmiAlgHashOrNull },
    response: { outHmac: tpm2bDigest },
  }),
  hmacStart: command('HMAC_Start', 0x15b, {
    handles: { '@handle': 'object' },
    parameters: { auth: tpm2bDigest, hashAlg: tpmiAlgHashOrNull },
    responseHandle: true,
  }),
  hashSequenceStart: command('HashSequenceStart', 0x186, {
    parameters: { auth: tpm2bDigest, hashAlg: tpmiAlgHashOrNull },
    responseHandle: true,
  }),
  sequenceUpdate: command('SequenceUpdate', 0x15c, {
    handles: { '@sequenceHandle': 'object' },
    parameters: { buffer: tpm2bMaxBuffer },
  }),
  sequenceComplete: command('SequenceComplete', 0x13e, {
    handles: { '@sequenceHandle': 'object' },
    parameters: { buffer: tpm2bMaxBuffer, hierarchy: u32 },
    response: { result: tpm2bDigest, validation: tpmtTkHashCheck },
    effects: ['flushed'],
  }),
  eventSequenceComplete: command('EventSequenceComplete', 0x185, {
    handles: { '@pcrHandle': 'pcrOrNull', '@sequenceHandle': 'object' },
    parameters: { buffer: tpm2bMaxBuffer },
    response: { results: tpmlDigestValues },
    effects: ['nv', 'flushed'],
  }),
};
