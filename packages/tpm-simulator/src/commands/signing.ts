import { equalBytes } from '@gatehouse/bytes';
import {
  createRunningHash,
  createRunningHmac,
  digestSize,
  type HashName,
  hash,
  hmac,
} from '@gatehouse/bytes/crypto';
import { handleName, permanentHandle, tpmGenerated } from '@gatehouse/tpm';
import { isSignedBy, signWith } from '../asymmetric.ts';
import type { Actions } from '../execution.ts';
import { checkHierarchyParameter } from '../hierarchy.ts';
import { loadSequence, objectOf } from '../loaded.ts';
import type { Machine } from '../machine.ts';
import { attributesOf } from '../public-area-check.ts';
import { schemeOf } from '../signing-scheme.ts';
import { isTicketOf, nullTicket, ticketOf } from '../tickets.ts';
import type { Sequence, TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';
import { extendAll, extendable } from './pcr.ts';

const none = new Uint8Array();
const generated = handleName(tpmGenerated);
const longestAuth = 64;

const isStatement = (data: Uint8Array): boolean => equalBytes(data.subarray(0, 4), generated);

/** An HMAC key with its hash: its own, or the asked one — Part 3 §15.5. */
function hmacKeyOf({ public: area, sensitive }: TpmObject, asked: HashName | 'null') {
  if (area.type !== 'keyedHash' || sensitive?.type !== 'keyedHash') return refuse('TYPE', 'handle');
  const has = attributesOf(area);
  if (has('restricted')) refuse('ATTRIBUTES', 'handle');
  if (!has('sign')) refuse('KEY', 'handle');
  const own = area.scheme.scheme === 'hmac' ? area.scheme.hash : null;
  const name = own ?? asked;
  if (name === 'null' || ![name, 'null'].includes(asked)) return refuse('VALUE', 'parameter', 2);
  return { hash: name, key: sensitive.sensitive };
}

/** The sequence of handle `position`, which is not one for events unless `event`. */
function sequenceOf(machine: Machine, handle = 0, position: number, event: boolean): Sequence {
  const sequence = machine.volatile.sequences.get(handle) ?? refuse('MODE', 'handle', position);
  return (sequence.kind === 'event') === event ? sequence : refuse('MODE', 'handle', position);
}

function append(sequence: Sequence, data: Uint8Array): void {
  if (sequence.start.length < generated.length)
    sequence.start = Uint8Array.from([...sequence.start, ...data.subarray(0, generated.length)]);
  for (const { running } of sequence.digests) running.update(data);
}

function sequenceFor(
  kind: Sequence['kind'],
  auth: Uint8Array,
  digests: Sequence['digests'],
): Sequence {
  if (auth.length > longestAuth) refuse('SIZE', 'parameter', 1);
  return { kind, authValue: auth.slice(), digests, start: none };
}

const hashes = (banks: readonly HashName[]) =>
  banks.map((name) => ({ hash: name, running: createRunningHash(name) }));

/** Signatures, hashes, HMACs and sequences — Part 3 §15.4 to §17.6, §20. */
export const signingActions: Actions<
  | 'sign'
  | 'verifySignature'
  | 'hash'
  | 'hmac'
  | 'hmacStart'
  | 'hashSequenceStart'
  | 'sequenceUpdate'
  | 'sequenceComplete'
  | 'eventSequenceComplete'
> = {
  sign({ machine, handles, parameters: { digest, inScheme, validation } }) {
    const key = objectOf(machine, handles[0]);
    const has = attributesOf(key.public);
    if (!has('sign')) refuse('KEY', 'handle');
    const scheme = schemeOf(key, inScheme) ?? refuse('SCHEME', 'parameter', 2);
    // A restricted key signs only what the TPM itself has found to be no statement of a TPM.
    const proven = isTicketOf(machine, validation, 'hashCheck', digest);
    if (!proven && (has('restricted') || validation.digest.length > 0))
      refuse('TICKET', 'parameter', 3);
    if (digest.length !== digestSize[scheme.hash]) refuse('SIZE', 'parameter', 1);
    return { signature: signWith(machine, key, scheme, digest) };
  },
  verifySignature({ machine, handles, parameters: { digest, signature } }) {
    const key = objectOf(machine, handles[0]);
    if (!attributesOf(key.public)('sign')) refuse('ATTRIBUTES', 'handle');
    const valid = isSignedBy(key, signature, digest) ?? refuse('SCHEME', 'parameter', 2);
    if (!valid) refuse('SIGNATURE', 'parameter', 2);
    return { validation: ticketOf(machine, 'verified', key.hierarchy, digest, key.name) };
  },
  hash({ machine, parameters: { data, hashAlg, hierarchy } }) {
    checkHierarchyParameter(machine, hierarchy, 3);
    const outHash = hash(hashAlg, data);
    const ticketed = isStatement(data) ? permanentHandle.null : hierarchy;
    return { outHash, validation: ticketOf(machine, 'hashCheck', ticketed, outHash) };
  },
  hmac({ machine, handles, parameters: { buffer, hashAlg } }) {
    const { hash: name, key } = hmacKeyOf(objectOf(machine, handles[0]), hashAlg);
    return { outHmac: hmac(name, key, buffer) };
  },
  hmacStart({ machine, handles, parameters: { auth, hashAlg } }) {
    const { hash: name, key } = hmacKeyOf(objectOf(machine, handles[0]), hashAlg);
    const digests = [{ hash: name, running: createRunningHmac(name, key) }];
    return { handle: loadSequence(machine, sequenceFor('hmac', auth, digests)) };
  },
  hashSequenceStart({ machine, parameters: { auth, hashAlg } }) {
    const sequence =
      hashAlg === 'null'
        ? sequenceFor('event', auth, hashes(machine.volatile.pcrs.banks))
        : sequenceFor('hash', auth, hashes([hashAlg]));
    return { handle: loadSequence(machine, sequence) };
  },
  sequenceUpdate({ machine, handles: [handle = 0], parameters: { buffer } }) {
    append(machine.volatile.sequences.get(handle) ?? refuse('MODE', 'parameter', 1), buffer);
    return {};
  },
  sequenceComplete({ machine, handles: [handle = 0], parameters: { buffer, hierarchy } }) {
    const sequence = sequenceOf(machine, handle, 1, false);
    checkHierarchyParameter(machine, hierarchy, 2);
    append(sequence, buffer);
    const result = sequence.digests[0]?.running.finish() ?? none;
    machine.volatile.sequences.delete(handle);
    const safe = sequence.kind === 'hash' && !isStatement(sequence.start);
    return {
      result,
      validation: safe
        ? ticketOf(machine, 'hashCheck', hierarchy, result)
        : nullTicket('hashCheck'),
    };
  },
  eventSequenceComplete({ machine, handles, parameters: { buffer }, locality }) {
    const sequence = sequenceOf(machine, handles[1], 2, true);
    const pcr = extendable(handles[0], locality);
    append(sequence, buffer);
    machine.volatile.sequences.delete(handles[1] ?? 0);
    const results = sequence.digests.map(({ hash: name, running }) => ({
      hash: name,
      digest: running.finish(),
    }));
    extendAll(machine, pcr, results);
    return { results };
  },
};
