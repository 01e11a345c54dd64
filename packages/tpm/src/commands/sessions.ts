import { i32, named, u8, u32 } from '@gatehouse/bytes';
import { tpmiAlgHash } from '../algorithms.ts';
import { tpm2bDigest, tpm2bEncryptedSecret, tpmlDigest } from '../structures/basic.ts';
import { tpmtTicket } from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpmtSymDef } from '../structures/schemes.ts';
import { command } from './command.ts';

/** TPM_SE — Part 2 §6.11. */
const sessionType = named('TPM_SE', u8, { hmac: 0, policy: 1, trial: 3 });

/** Sessions and enhanced authorization — Part 3 §11, §23. */
export const sessionCommands = {
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
  policyRestart: command('PolicyRestart', 0x180, { handles: ['policySession'] }),
  policyOr: command('PolicyOR', 0x171, {
    handles: ['policySession'],
    parameters: { pHashList: tpmlDigest },
  }),
  policyPcr: command('PolicyPCR', 0x17f, {
    handles: ['policySession'],
    parameters: { pcrDigest: tpm2bDigest, pcrs: tpmlPcrSelection },
  }),
  policyCommandCode: command('PolicyCommandCode', 0x16c, {
    handles: ['policySession'],
    parameters: { code: u32 },
  }),
  policyAuthValue: command('PolicyAuthValue', 0x16b, { handles: ['policySession'] }),
  policyPassword: command('PolicyPassword', 0x18c, { handles: ['policySession'] }),
  policyGetDigest: command('PolicyGetDigest', 0x189, {
    handles: ['policySession'],
    response: { policyDigest: tpm2bDigest },
  }),
};
