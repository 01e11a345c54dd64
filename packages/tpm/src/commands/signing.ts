import { u32 } from '@gatehouse/bytes';
import { tpmiAlgHash } from '../algorithms.ts';
import { tpm2bAttest, tpm2bData, tpm2bDigest, tpm2bMaxBuffer } from '../structures/basic.ts';
import { tpmtTicket } from '../structures/object.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpmtSigScheme } from '../structures/schemes.ts';
import { tpmtSignature } from '../structures/signature.ts';
import { command } from './command.ts';

const attested = { attest: tpm2bAttest, signature: tpmtSignature };
const toAttest = { qualifyingData: tpm2bData, inScheme: tpmtSigScheme };

/** Attestation, signatures and hashes — Part 3 §15, §18, §20. */
export const signingCommands = {
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
  sign: command('Sign', 0x15d, {
    handles: ['@keyHandle'],
    parameters: { digest: tpm2bDigest, inScheme: tpmtSigScheme, validation: tpmtTicket },
    response: { signature: tpmtSignature },
  }),
  verifySignature: command('VerifySignature', 0x177, {
    handles: ['keyHandle'],
    parameters: { digest: tpm2bDigest, signature: tpmtSignature },
    response: { validation: tpmtTicket },
  }),
  hash: command('Hash', 0x17d, {
    parameters: { data: tpm2bMaxBuffer, hashAlg: tpmiAlgHash, hierarchy: u32 },
    response: { outHash: tpm2bDigest, validation: tpmtTicket },
  }),
};
