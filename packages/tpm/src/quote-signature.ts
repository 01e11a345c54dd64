import { concat } from '@gatehouse/bytes';
import { type HashName, type PublicKey, verifySignature } from '@gatehouse/bytes/crypto';
import { coordinateSize } from './algorithms.ts';
import { publicKeyOf } from './public-key.ts';
import { compare, type QuoteCheck } from './quote-check.ts';
import { padTo } from './spki.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import type { TpmtSignature } from './structures/signature.ts';

/** Who is said to have signed what. */
export interface SignedStatement {
  readonly attest: Uint8Array;
  readonly akPublic: TpmtPublic;
  readonly akKey?: PublicKey;
}

export const signatureHash = (signature: TpmtSignature): HashName | undefined => {
  if ('hash' in signature) return signature.hash;
  return signature.sigAlg === 'hmac' ? signature.hmac.hash : undefined;
};

const strongHashes = 'sha256, sha384 or sha512';

/**
 * Statements that collide under SHA-1 can be made at will, and one signature fits both. Windows signs its
 * trust points so nevertheless: `verifyTrustPoint`, and nothing else, takes those.
 */
export const checkHash = (signature: TpmtSignature): QuoteCheck => {
  const hash = signatureHash(signature) ?? 'none';
  return compare(
    {
      id: 'quote-hash',
      title: 'The signature is over a digest that cannot be made twice',
      source: 'NIST SP 800-131A Rev. 2 §9',
    },
    strongHashes,
    hash === 'none' || hash === 'sha1' ? hash : strongHashes,
    'SHA-1 no longer binds a signature to one statement: use an attestation key with SHA-256 or better.',
  );
};

/** The scheme of a restricted key is fixed (Part 2 §12.2.3.5); a key without one takes the signature's. */
export const checkScheme = (akPublic: TpmtPublic, signature: TpmtSignature): QuoteCheck => {
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

export const checkSignature = (evidence: SignedStatement, signature: TpmtSignature): QuoteCheck =>
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
  { akPublic, attest, akKey }: SignedStatement,
  signature: TpmtSignature,
): string {
  try {
    const made = signatureBytes(signature, akPublic);
    if (made === null) return `${signature.sigAlg} by a ${akPublic.type} key`;
    const key = akKey ?? publicKeyOf(akPublic);
    return verifySignature(made.scheme, made.hash, key, attest, made.raw) ? 'valid' : 'invalid';
  } catch (error) {
    // A point off its curve or an integer above it: OpenSSL and padTo refuse to compute with it.
    return `not computable (${error instanceof Error ? error.message : 'unknown error'})`;
  }
}
