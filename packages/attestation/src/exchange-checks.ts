import { equalBytes, MalformedError, toHex } from '@gatehouse/bytes';
import { equalSecrets } from '@gatehouse/bytes/crypto';
import {
  digestSizeOf,
  hashId,
  type ProvenQuote,
  qualifiedNameOf,
  verifyQuote,
} from '@gatehouse/tpm';
import { type AttestationKey, readAttestationKey } from './attestation-key.ts';
import { type Check, type CheckRule, failed, passed, skipped } from './check.ts';
import { type Challenge, type Evidence, quotedBank, quotedPcrs } from './evidence.ts';
import { toCheck } from './quote-checks.ts';
import type { AttestedTpm } from './verdict.ts';

interface QuoteResult {
  readonly checks: readonly Check[];
  readonly quote: ProvenQuote | null;
}

/** Quote and TPM are present only if every check of the exchange passed. */
export interface ExchangeResult extends QuoteResult {
  readonly tpm: AttestedTpm | null;
}

const challengeRule: CheckRule = {
  id: 'challenge',
  title: 'The answer belongs to a challenge of this service that is still open',
  source: 'docs/protocol/attestation-evidence.md §Challenge',
  cause: 'challenge-not-open',
  substatus: null,
};
const sameKeyRule: CheckRule = {
  id: 'attestation-key-challenged',
  title: 'The attestation key is the one that was challenged',
  source: 'TPM 2.0 Part 1 §24 (credential protection)',
  cause: 'attestation-key-exchanged',
  substatus: null,
};
const credentialRule: CheckRule = {
  id: 'credential-activated',
  title: 'The attestation key is in the TPM of this endorsement key',
  source: 'TPM 2.0 Part 3 §12.5 TPM2_ActivateCredential',
  cause: 'credential-not-activated',
  substatus: null,
};
const readableKeyRule: CheckRule = {
  id: 'attestation-key-readable',
  title: 'The attestation key can be read',
  source: 'TPM 2.0 Part 2 §12.2.4 TPMT_PUBLIC',
  cause: 'answer-unreadable',
  substatus: null,
};
const readableQuoteRule: CheckRule = {
  id: 'quote-readable',
  title: 'The quote can be read',
  source: 'TPM 2.0 Part 2 §10.12.12 TPMS_ATTEST',
  cause: 'answer-unreadable',
  substatus: null,
};

const signerRule: CheckRule = {
  id: 'quote-signer',
  title: 'The quote names a key of the kind of the attestation key as its signer',
  source: 'TPM 2.0 Part 2 §10.12.12 (qualifiedSigner), Part 1 §16.3',
  cause: 'quote-refused',
  substatus: null,
};

/** The TPM's part: is it this TPM, is the key its own, is the quote fresh and whole (RTPM exchange). */
export function checkExchange(evidence: Evidence, challenge: Challenge | null): ExchangeResult {
  const bound = checkChallenge(evidence, challenge);
  const key = readKey(evidence);
  if ('outcome' in key) return { checks: [...bound, key], quote: null, tpm: null };
  const quoted =
    challenge === null
      ? {
          checks: [skipped(readableQuoteRule, 'There is no challenge to hold it against.')],
          quote: null,
        }
      : checkQuote(evidence, challenge, key);
  const signer = quoted.quote === null ? [] : [checkSigner(quoted.quote, key)];
  const checks = [...bound, ...key.checks, ...quoted.checks, ...signer];
  const isWhole = checks.every((check) => check.outcome === 'passed');
  const quote = isWhole ? quoted.quote : null;
  const tpm = quote === null ? null : tpmOf(quote, key, evidence);
  return { checks, quote, tpm };
}

/**
 * A TPM writes the qualified name of the key that signs, which is by the key's nameAlg. Below which parent
 * it stands cannot be asked of every key: Windows keeps its own below a storage key that HGS does not know.
 * That the key is of this TPM is shown by the credential, which is made for its name.
 */
function checkSigner({ qualifiedSigner }: ProvenQuote, key: AttestationKey): Check {
  const { nameAlg } = key.public;
  const algorithm = new DataView(qualifiedSigner.buffer, qualifiedSigner.byteOffset);
  const isName =
    qualifiedSigner.length === 2 + digestSizeOf(nameAlg) &&
    algorithm.getUint16(0) === hashId(nameAlg);
  const finding = { expected: `a qualified name by ${nameAlg}`, actual: toHex(qualifiedSigner) };
  return isName
    ? passed(signerRule, finding)
    : failed(signerRule, 'Its signer is named as no key of this kind is.', finding);
}

function tpmOf(
  { clock, resetCount, restartCount, safe, firmwareVersion, qualifiedSigner }: ProvenQuote,
  { public: { nameAlg }, name }: AttestationKey,
  { endorsementKey }: Pick<Evidence, 'endorsementKey'>,
): AttestedTpm {
  return {
    attestationKeyName: toHex(name),
    inEndorsementHierarchy: equalBytes(
      qualifiedSigner,
      qualifiedNameOf(nameAlg, endorsementKey.qualifiedName, name),
    ),
    clock,
    resetCount,
    restartCount,
    safe,
    firmwareVersion,
  };
}

/**
 * `credential-activated` passes only if the answer comes from the TPM of this endorsement key: whoever reads
 * a verdict may hold it against the host then, and only then. Anybody can send the rest.
 */
function checkChallenge(evidence: Evidence, challenge: Challenge | null): readonly Check[] {
  const expected = 'an open challenge for this endorsement key';
  if (challenge === null)
    return [
      failed(challengeRule, 'The challenge is unknown, was answered before, or has expired.', {
        expected,
      }),
      failed(credentialRule, 'Without a challenge nothing shows which TPM answers.'),
    ];
  const finding = { expected, actual: `issued to ${challenge.ekHash}` };
  const isOwn = challenge.ekHash === evidence.endorsementKey.hash;
  const isActivated = isOwn && equalSecrets(challenge.secret, evidence.activatedSecret);
  return [
    isOwn
      ? passed(challengeRule, finding)
      : failed(challengeRule, 'It was issued to another TPM.', finding),
    equalBytes(challenge.akPublic, evidence.akPublic)
      ? passed(sameKeyRule)
      : failed(sameKeyRule, 'The host answers with another key than it asked for.'),
    isActivated
      ? passed(credentialRule)
      : failed(
          credentialRule,
          'It lacks the secret that only the TPM of this endorsement key can release for this key.',
        ),
  ];
}

function readKey({ attestationKey, akPublic }: Evidence): AttestationKey | Check {
  try {
    return attestationKey ?? readAttestationKey(akPublic);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return failed(readableKeyRule, error.message);
  }
}

function checkQuote(evidence: Evidence, challenge: Challenge, key: AttestationKey): QuoteResult {
  try {
    const verdict = verifyQuote({
      attest: evidence.quoteAttest,
      signature: evidence.quoteSignature,
      akPublic: key.public,
      nonce: challenge.nonce,
      selection: { hash: quotedBank, pcrs: quotedPcrs },
      ...(key.imported === undefined ? {} : { akKey: key.imported }),
    });
    return { checks: verdict.checks.map(toCheck), quote: verdict.quote ?? null };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const actual = toHex(evidence.quoteAttest.subarray(0, 16));
    return { checks: [failed(readableQuoteRule, error.message, { actual })], quote: null };
  }
}
