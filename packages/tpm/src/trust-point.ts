import { checkDigestSize, checkType, parseAttest, type QuoteVerdict, verdictOf } from './quote.ts';
import { checkScheme, checkSignature } from './quote-signature.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import type { TpmtSignature } from './structures/signature.ts';

export interface TrustPoint {
  /** TPMS_ATTEST, as SIPAEVENT_QUOTE holds it. */
  readonly attest: Uint8Array;
  /** SIPAEVENT_QUOTESIGNATURE: the RSA signature alone, without TPMT_SIGNATURE around it. */
  readonly signature: Uint8Array;
  /** The Windows AIK, e.g. of {@link publicOfPcpBlob}. */
  readonly akPublic: TpmtPublic;
}

/**
 * Whether a quote that Windows made at boot (a trust point of its log) is by this AIK. Its template fixes
 * RSASSA with SHA-1, which is taken here and nowhere else. Throws `MalformedError` when `attest` cannot
 * be read, and `TypeError` for a key that is no RSA key with a scheme.
 *
 * It proves that there was such a boot of this TPM, not that it is the present one: Windows takes the time as
 * the nonce and chooses the PCRs itself.
 */
export function verifyTrustPoint({ attest: bytes, signature, akPublic }: TrustPoint): QuoteVerdict {
  const attest = parseAttest(bytes);
  const made = signatureOf(signature, akPublic);
  return verdictOf(attest, [
    checkType(attest),
    checkDigestSize(attest, made),
    checkScheme(akPublic, made),
    checkSignature({ attest: bytes, akPublic }, made),
  ]);
}

function signatureOf(sig: Uint8Array, akPublic: TpmtPublic): TpmtSignature {
  const scheme = akPublic.type === 'rsa' ? akPublic.scheme : undefined;
  if (scheme?.scheme !== 'rsassa' && scheme?.scheme !== 'rsapss')
    throw new TypeError('the key of a trust point is an RSA signing key');
  return { sigAlg: scheme.scheme, hash: scheme.hash, sig };
}
