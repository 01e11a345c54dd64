import { tpm2bAttest, tpm2bData } from '../structures/basic.ts';
import { tpmlPcrSelection } from '../structures/pcr-selection.ts';
import { tpmtSigScheme } from '../structures/schemes.ts';
import { tpmtSignature } from '../structures/signature.ts';
import { command } from './command.ts';

const attested = { attest: tpm2bAttest, signature: tpmtSignature };
const toAttest = { qualifyingData: tpm2bData, inScheme: tpmtSigScheme };

/** Attestation — Part 3 §18. */
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
};
