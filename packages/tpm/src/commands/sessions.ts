import { i32, named, u8, u16, u32 } from '@gatehouse/bytes';
import { tpmiAlgHash } from '../algorithms.ts';
import {
  tpm2bDigest,
  tpm2bEncryptedSecret,
  tpm2bName,
  tpm2bTimeout,
  tpmiYesNo,
  tpmlDigest,
} from '../structures/basic.ts';
import { tpmtTkAuth, tpmtTkVerified } from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpmtSymDef } from '../structures/schemes.ts';
import { tpmtSignature } from '../structures/signature.ts';
import { command } from './command.ts';
import { policyOperation } from './policy-operation.ts';

/** TPM_SE — Part 2 §6.11. */
const sessionType = named('TPM_SE', u8, { hmac: 0, policy: 1, trial: 3 });

const operation = named('TPM_EO', u16, policyOperation);

const ofSession = { policySession: 'policySession' } as const;
const comparison = { operandB: tpm2bDigest, offset: u16, operation };

/** Sessions and enhanced authorization — Part 3 §11, §23. */
export const sessionCommands = {
  startAuthSession: command('StartAuthSession', 0x176, {
    handles: { tpmKey: 'objectOrNull', bind: 'entityOrNull' },
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
  policySigned: command('PolicySigned', 0x160, {
    handles: { authObject: 'object', ...ofSession },
    parameters: {
      nonceTpm: tpm2bDigest,
      cpHashA: tpm2bDigest,
      policyRef: tpm2bDigest,
      expiration: i32,
      auth: tpmtSignature,
    },
    response: { timeout: tpm2bTimeout, policyTicket: tpmtTkAuth },
  }),
  policySecret: command('PolicySecret', 0x151, {
    handles: { '@authHandle': 'entity', ...ofSession },
    parameters: {
      nonceTpm: tpm2bDigest,
      cpHashA: tpm2bDigest,
      policyRef: tpm2bDigest,
      expiration: i32,
    },
    response: { timeout: tpm2bTimeout, policyTicket: tpmtTkAuth },
  }),
  policyTicket: command('PolicyTicket', 0x172, {
    handles: ofSession,
    parameters: {
      timeout: tpm2bTimeout,
      cpHashA: tpm2bDigest,
      policyRef: tpm2bDigest,
      authName: tpm2bName,
      ticket: tpmtTkAuth,
    },
  }),
  policyRestart: command('PolicyRestart', 0x180, { handles: ofSession }),
  policyOr: command('PolicyOR', 0x171, {
    handles: ofSession,
    parameters: { pHashList: tpmlDigest },
  }),
  policyPcr: command('PolicyPCR', 0x17f, {
    handles: ofSession,
    parameters: { pcrDigest: tpm2bDigest, pcrs: tpmlPcrSelection },
  }),
  policyLocality: command('PolicyLocality', 0x16f, {
    handles: ofSession,
    parameters: { locality: u8 },
  }),
  policyNv: command('PolicyNV', 0x149, {
    handles: { '@authHandle': 'nvAuth', nvIndex: 'nvIndex', ...ofSession },
    parameters: comparison,
  }),
  policyCounterTimer: command('PolicyCounterTimer', 0x16d, {
    handles: ofSession,
    parameters: comparison,
  }),
  policyCommandCode: command('PolicyCommandCode', 0x16c, {
    handles: ofSession,
    parameters: { code: u32 },
  }),
  policyPhysicalPresence: command('PolicyPhysicalPresence', 0x187, { handles: ofSession }),
  policyCpHash: command('PolicyCpHash', 0x16e, {
    handles: ofSession,
    parameters: { cpHashA: tpm2bDigest },
  }),
  policyNameHash: command('PolicyNameHash', 0x170, {
    handles: ofSession,
    parameters: { nameHash: tpm2bDigest },
  }),
  policyDuplicationSelect: command('PolicyDuplicationSelect', 0x188, {
    handles: ofSession,
    parameters: { objectName: tpm2bName, newParentName: tpm2bName, includeObject: tpmiYesNo },
  }),
  policyAuthorize: command('PolicyAuthorize', 0x16a, {
    handles: ofSession,
    parameters: {
      approvedPolicy: tpm2bDigest,
      policyRef: tpm2bDigest,
      keySign: tpm2bName,
      checkTicket: tpmtTkVerified,
    },
  }),
  policyAuthValue: command('PolicyAuthValue', 0x16b, { handles: ofSession }),
  policyPassword: command('PolicyPassword', 0x18c, { handles: ofSession }),
  policyGetDigest: command('PolicyGetDigest', 0x189, {
    handles: ofSession,
    response: { policyDigest: tpm2bDigest },
  }),
  policyNvWritten: command('PolicyNvWritten', 0x18f, {
    handles: ofSession,
    parameters: { writtenSet: tpmiYesNo },
  }),
  policyTemplate: command('PolicyTemplate', 0x190, {
    handles: ofSession,
    parameters: { templateHash: tpm2bDigest },
  }),
  policyAuthorizeNv: command('PolicyAuthorizeNV', 0x192, {
    handles: { '@authHandle': 'nvAuth', nvIndex: 'nvIndex', ...ofSession },
  }),
};
