import { concat, decode, toHex } from '@gatehouse/bytes';
import {
  digestSize,
  importPublicKey,
  type PublicKey,
  verifySignature,
} from '@gatehouse/bytes/crypto';
import { coordinateSize } from './algorithms.ts';
import { compare, type QuoteCheck } from './quote-check.ts';
import { padTo, publicKeySpki } from './spki.ts';
import { type Attest, tpmsAttest } from './structures/attest.ts';
import type { PcrSelection } from './structures/pcr-selection.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import { type TpmtSignature, tpmtSignature } from './structures/signature.ts';

/** What a quote whose checks all passed proves. */
export interface ProvenQuote {
  readonly pcrDigest: Uint8Array;
  /** Qualified name of the key that signed: says below which parent it stands. */
  readonly qualifiedSigner: Uint8Array;
  /** Milliseconds that the TPM has been powered. */
  readonly clock: bigint;
  readonly resetCount: number;
  readonly restartCount: number;
  readonly safe: boolean;
  readonly firmwareVersion: bigint;
}

export interface QuoteEvidence {
  /** Content of TPM2B_ATTEST: the bytes that were signed. */
  readonly attest: Uint8Array;
  /** A whole TPMT_SIGNATURE. */
  readonly signature: Uint8Array;
  readonly akPublic: TpmtPublic;
  readonly nonce: Uint8Array;
  readonly selection: PcrSelection;
  /** `akPublic` imported by {@link verifyingKeyOf}: saves its import when one key signs many quotes. */
  readonly akKey?: PublicKey;
}

export interface QuoteVerdict {
  readonly checks: readonly QuoteCheck[];
  /** Present only if every check passed. */
  readonly quote?: ProvenQuote;
}

/** Reads TPMS_ATTEST. Throws `MalformedError`. Proves nothing. */
export const parseAttest = (bytes: Uint8Array): Attest => decode(tpmsAttest, bytes);

/** The key of a public area, for verifying. Throws when its point is not on the curve. */
export const verifyingKeyOf = (publicArea: TpmtPublic): PublicKey =>
  importPublicKey(publicKeySpki(publicArea));

/**
 * Whether `attest` is a quote by `akPublic` over exactly these PCRs with this nonce
 * (Part 3 §18.4 TPM2_Quote, Part 1 §36 "Attestation").
 *
 * Throws `MalformedError` when attest or signature cannot be read; everything else is a check. It does
 * not look at the key's attributes (`checkAkPublic`) nor at what the PCRs ought to hold.
 */
export function verifyQuote(evidence: QuoteEvidence): QuoteVerdict {
  const attest = parseAttest(evidence.attest);
  const signature = decode(tpmtSignature, evidence.signature);
  const checks = [
    checkType(attest),
    checkNonce(attest, evidence.nonce),
    checkSelection(attest, evidence.selection),
    checkDigestSize(attest, signature),
    checkScheme(evidence.akPublic, signature),
    checkSignature(evidence, signature),
  ];
  if (attest.type !== 'quote' || checks.some((check) => check.outcome !== 'passed'))
    return { checks };
  const { clockInfo, firmwareVersion, pcrDigest, qualifiedSigner } = attest;
  return { checks, quote: { pcrDigest, qualifiedSigner, firmwareVersion, ...clockInfo } };
}

const checkType = (attest: Attest): QuoteCheck =>
  compare(
    { id: 'quote-type', title: 'The TPM made it as a quote', source: 'TPM 2.0 Part 2 §10.12.12' },
    'quote',
    attest.type,
    'Another kind of attestation says nothing about the PCRs.',
  );

const checkNonce = (attest: Attest, nonce: Uint8Array): QuoteCheck =>
  compare(
    {
      id: 'quote-nonce',
      title: 'The quote answers this challenge',
      source: 'TPM 2.0 Part 3 §18.4.1 (qualifyingData)',
    },
    toHex(nonce),
    toHex(attest.extraData),
    'The quote was made for another challenge: it may be a replay.',
  );

const describeSelection = (selection: readonly PcrSelection[]): string =>
  selection.map(({ hash, pcrs }) => `${hash}:${pcrs.join(',')}`).join('+') || 'no PCR';

/** Without this check a quote over no PCR at all would pass. */
const checkSelection = (attest: Attest, wanted: PcrSelection): QuoteCheck =>
  compare(
    {
      id: 'quote-selection',
      title: 'The quote covers exactly the wanted PCRs',
      source: 'TPM 2.0 Part 2 §10.12.1 (pcrSelect)',
    },
    describeSelection([{ ...wanted, pcrs: [...wanted.pcrs].sort((a, b) => a - b) }]),
    describeSelection(attest.type === 'quote' ? attest.pcrSelect : []),
    'The PCRs that were quoted are not the ones that were asked for.',
  );

const signatureHash = (signature: TpmtSignature) => {
  if ('hash' in signature) return signature.hash;
  return signature.sigAlg === 'hmac' ? signature.hmac.hash : undefined;
};

const checkDigestSize = (attest: Attest, signature: TpmtSignature): QuoteCheck => {
  const hash = signatureHash(signature);
  return compare(
    {
      id: 'quote-pcr-digest-size',
      title: 'The PCR digest has the size of its hash algorithm',
      source: 'TPM 2.0 Part 3 §18.4.1',
    },
    hash === undefined ? 'a digest' : `${digestSize[hash]} bytes`,
    attest.type === 'quote' ? `${attest.pcrDigest.length} bytes` : 'none',
    'The digest is not one of the signing scheme.',
  );
};

/** The scheme of a restricted key is fixed (Part 2 §12.2.3.5); a key without one takes the signature's. */
const checkScheme = (akPublic: TpmtPublic, signature: TpmtSignature): QuoteCheck => {
  const actual = `${signature.sigAlg} ${signatureHash(signature) ?? ''}`.trim();
  const own = akPublic.type === 'rsa' || akPublic.type === 'ecc' ? akPublic.scheme : undefined;
  const expected =
    own === undefined || own.scheme === 'null'
      ? actual
      : `${own.scheme} ${'hash' in own ? own.hash : ''}`.trim();
  return compare(
    {
      id: 'quote-scheme',
      title: 'The signature uses the scheme of the attestation key',
      source: 'TPM 2.0 Part 2 §12.2.3.5',
    },
    expected,
    actual,
    'A restricted key signs with its own scheme only.',
  );
};

const checkSignature = (evidence: QuoteEvidence, signature: TpmtSignature): QuoteCheck =>
  compare(
    {
      id: 'quote-signature',
      title: 'The attestation key signed the quote',
      source: 'TPM 2.0 Part 3 §18.4, Part 2 §11.3.4',
    },
    'valid',
    signatureState(evidence, signature),
    'The quote was changed, or another key signed it.',
  );

const rsaScheme = { rsassa: 'rsa-pkcs1', rsapss: 'rsa-pss' } as const;

/** Scheme and bytes as OpenSSL takes them, or null if a key of this type cannot have made it. */
function signatureBytes(signature: TpmtSignature, akPublic: TpmtPublic) {
  if (signature.sigAlg === 'ecdsa' && akPublic.type === 'ecc') {
    const size = coordinateSize[akPublic.curve];
    const raw = concat(padTo(size, signature.signatureR), padTo(size, signature.signatureS));
    return { scheme: 'ecdsa-raw', hash: signature.hash, raw } as const;
  }
  if ((signature.sigAlg === 'rsassa' || signature.sigAlg === 'rsapss') && akPublic.type === 'rsa') {
    const { hash, sig } = signature;
    return { scheme: rsaScheme[signature.sigAlg], hash, raw: sig } as const;
  }
  return null;
}

function signatureState(
  { akPublic, attest, akKey }: QuoteEvidence,
  signature: TpmtSignature,
): string {
  try {
    const made = signatureBytes(signature, akPublic);
    if (made === null) return `${signature.sigAlg} by a ${akPublic.type} key`;
    const key = akKey ?? verifyingKeyOf(akPublic);
    return verifySignature(made.scheme, made.hash, key, attest, made.raw) ? 'valid' : 'invalid';
  } catch (error) {
    // A point off its curve or an integer above it: OpenSSL and padTo refuse to compute with it.
    return `not computable (${error instanceof Error ? error.message : 'unknown error'})`;
  }
}
