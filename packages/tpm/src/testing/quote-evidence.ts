import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, fromHex, MalformedError } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { publicKeyOf } from '../public-key.ts';
import { parseAttest, type QuoteEvidence, type QuoteVerdict, verifyQuote } from '../quote.ts';
import type { TpmtPublic } from '../structures/public-area.ts';
import { tpmtSignature } from '../structures/signature.ts';
import { sharedData } from './shared-data.ts';

export const quotes = join(sharedData, 'quotes');
export const quoteFile = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(quotes, name)));

/** Selection and nonce are those that the quote names, as the recordings do not tell them apart. */
export function evidenceOf(
  attest: Uint8Array,
  signature: Uint8Array,
  akPublic: TpmtPublic,
): QuoteEvidence {
  const parsed = parseAttest(attest);
  const [selection] = parsed.type === 'quote' ? parsed.pcrSelect : [];
  if (selection === undefined) throw new TypeError('a quote selects PCRs');
  const akKey = publicKeyOf(akPublic);
  return { attest, signature, akPublic, akKey, selection, nonce: parsed.extraData };
}

export const failedIn = ({ checks }: QuoteVerdict): readonly string[] =>
  checks.filter(({ outcome }) => outcome !== 'passed').map(({ id }) => id);
/** Ids of the checks that did not pass, or that it cannot be read. */
export function refusals(verdict: () => QuoteVerdict): readonly string[] {
  try {
    return failedIn(verdict());
  } catch (error) {
    if (error instanceof MalformedError) return ['malformed'];
    throw error;
  }
}
export const passes = (evidence: QuoteEvidence): boolean =>
  refusals(() => verifyQuote(evidence)).length === 0;

export const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};
export const flips = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: 8 * bytes.length }, (_, bit) => flipped(bytes, bit));

/** Every evidence that differs in one bit of attest, signature or nonce. */
export const oneBitOff = (evidence: QuoteEvidence): readonly QuoteEvidence[] =>
  (['attest', 'signature', 'nonce'] as const).flatMap((field) =>
    flips(evidence[field]).map((bytes) => ({ ...evidence, [field]: bytes })),
  );

/** An RSASSA signature alone, as a TPM would give it. */
export const plainRsassa = (hashName: HashName, sig: Uint8Array): Uint8Array =>
  encode(tpmtSignature, { sigAlg: 'rsassa', hash: hashName, sig });

export interface GuardQuote {
  readonly quote: string;
  /** Of one bank, by number; `allpcrs` has every bank by its TPM_ALG_ID, where there are several. */
  readonly pcrs: Readonly<Record<string, string>>;
  readonly allpcrs: Readonly<Record<string, Readonly<Record<string, string>>>> | null;
  readonly pcp_quote_keys: Readonly<Record<string, string>> | null;
}
export const guard = (name: string): GuardQuote =>
  JSON.parse(readFileSync(join(quotes, `guard-oss/${name}.evidence.quote.json`), 'utf8'));

/** A quote over PCR 0 and 7 of the SHA-256 bank, nonce 0011…, laid out by hand after Part 2 §10.12. */
export function fixtureQuote(digest: HashName = 'sha256'): Uint8Array {
  const size = hash(digest).length;
  return fromHex(
    [
      'ff544347', // TPM_GENERATED_VALUE
      '8018', // TPM_ST_ATTEST_QUOTE
      `0022000b${'11'.repeat(32)}`, // qualifiedSigner
      '000400112233', // extraData
      '0000000000002710', // clock: 10 s
      '0000000300000001', // resetCount, restartCount
      '01', // safe
      '2026000100000001', // firmwareVersion
      '00000001000b03810000', // one bank, PCR 0 and 7
      `${size.toString(16).padStart(4, '0')}${'22'.repeat(size)}`, // pcrDigest
    ].join(''),
  );
}
