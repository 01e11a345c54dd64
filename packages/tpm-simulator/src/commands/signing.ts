import { equalBytes } from '@gatehouse/bytes';
import { digestSize, type HashName, hash } from '@gatehouse/bytes/crypto';
import { handleName, hasAttribute, permanentHandle, tpmGenerated } from '@gatehouse/tpm';
import { signDigest, verifyDigest } from '../ecc.ts';
import type { Actions } from '../execution.ts';
import { objectOf } from '../loaded.ts';
import { isTicketOf, ticketOf } from '../tickets.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

/** The hash of an ECDSA signature by this key when `asked` for a scheme — Part 3 §20.2. */
function ecdsaHash(
  { public: area }: TpmObject,
  asked: { readonly scheme: string; readonly hash?: HashName },
): HashName {
  const own = area.type === 'ecc' ? area.scheme : refuse('KEY', 'handle');
  if (own.scheme === 'ecdsa' && (asked.scheme === 'null' || asked.hash === own.hash))
    return own.hash;
  const free = own.scheme === 'null' && asked.scheme === 'ecdsa' ? asked.hash : undefined;
  return free ?? refuse('SCHEME', 'parameter', 2);
}

const isStatement = (data: Uint8Array): boolean =>
  equalBytes(data.subarray(0, 4), handleName(tpmGenerated));

/** Signatures and hashes — Part 3 §15.4, §20. */
export const signingActions: Actions<'sign' | 'verifySignature' | 'hash'> = {
  sign({ machine, handles, parameters: { digest, inScheme, validation } }) {
    const key = objectOf(machine, handles[0]);
    const { public: area, sensitive } = key;
    if (!hasAttribute(area.objectAttributes, 'sign')) refuse('KEY', 'handle');
    const name = ecdsaHash(key, inScheme);
    if (digest.length !== digestSize[name]) refuse('SIZE', 'parameter', 1);
    const restricted = hasAttribute(area.objectAttributes, 'restricted');
    // A restricted key signs only what the TPM itself has found to be no statement of a TPM.
    if (restricted && !isTicketOf(machine, validation, 'hashCheck', digest))
      refuse('TICKET', 'parameter', 3);
    if (area.type !== 'ecc' || sensitive?.type !== 'ecc') return refuse('KEY', 'handle');
    const { r, s } = signDigest(area.curve, sensitive.sensitive, digest);
    return { signature: { sigAlg: 'ecdsa', hash: name, signatureR: r, signatureS: s } };
  },
  verifySignature({ machine, handles, parameters: { digest, signature } }) {
    const { public: area, hierarchy, name } = objectOf(machine, handles[0]);
    if (!hasAttribute(area.objectAttributes, 'sign')) refuse('ATTRIBUTES', 'handle');
    if (area.type !== 'ecc' || signature.sigAlg !== 'ecdsa')
      return refuse('SCHEME', 'parameter', 2);
    const numbers = { r: signature.signatureR, s: signature.signatureS };
    if (!verifyDigest(area.curve, area, digest, numbers)) refuse('SIGNATURE', 'parameter', 2);
    return { validation: ticketOf(machine, 'verified', hierarchy, digest, name) };
  },
  hash({ machine, parameters: { data, hashAlg, hierarchy } }) {
    const outHash = hash(hashAlg, data);
    const ticketed = isStatement(data) ? permanentHandle.null : hierarchy;
    return { outHash, validation: ticketOf(machine, 'hashCheck', ticketed, outHash) };
  },
};
