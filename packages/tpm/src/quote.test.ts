import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode, fromBase64, fromHex, MalformedError, toHex } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashId } from './algorithms.ts';
import { nameOf } from './name.ts';
import { pcrDigest } from './pcr-digest.ts';
import { parseAttest, type QuoteEvidence, verifyQuote } from './quote.ts';
import { type TpmtPublic, tpm2bPublic, tpmtPublic } from './structures/public-area.ts';
import { tpmtSignature } from './structures/signature.ts';
import { fields } from './testing/protobuf.ts';
import {
  evidenceOf,
  failedIn,
  quoteFile as file,
  fixtureQuote,
  guard,
  oneBitOff,
  passes,
  plainRsassa,
  quotes,
} from './testing/quote-evidence.ts';
import { sharedData } from './testing/shared-data.ts';
import { swtpmQuotes } from './testing/swtpm-quotes.ts';
import { verifyTrustPoint } from './trust-point.ts';

const recorded = describe.skipIf(!existsSync(quotes));

const swtpmEvidence = ({ attest, signature, ak }: (typeof swtpmQuotes)[number]): QuoteEvidence =>
  evidenceOf(fromHex(attest), fromHex(signature), decode(tpm2bPublic, fromHex(ak)));

describe('quotes of swtpm with every scheme, hash, curve and bank', () => {
  test.each(swtpmQuotes)('$name passes, and with no bit flipped', (quote) => {
    const evidence = { ...swtpmEvidence(quote), nonce: fromHex(quote.nonce) };
    const digest = hash(signingHash(evidence), new Uint8Array(3 * digestLength(quote.bank)));
    expect(verifyQuote(evidence).quote?.pcrDigest).toEqual(digest);
    expect(evidence.selection).toEqual({ hash: quote.bank, pcrs: [0, 7, 16] });
    expect(oneBitOff(evidence).filter(passes)).toEqual([]);
  });
});

const digestLength = (bank: HashName): number => hash(bank).length;
const signingHash = ({ signature }: QuoteEvidence): HashName => {
  const read = decode(tpmtSignature, signature);
  if (!('hash' in read)) throw new TypeError('an asymmetric signature');
  return read.hash;
};

/** A signature as `tpm2_quote -f plain` writes it: DER for ECDSA, bare for RSA. */
const plainEcdsa = (der: Uint8Array): Uint8Array => {
  const raw = p256.Signature.fromBytes(der, 'der').toBytes('compact');
  return encode(tpmtSignature, {
    sigAlg: 'ecdsa',
    hash: 'sha256',
    signatureR: raw.slice(0, 32),
    signatureS: raw.slice(32),
  });
};

const key = (name: string): TpmtPublic => decode(tpm2bPublic, file(`swtpm/${name}.pub`));
const gce = () => fields(file('go-tpm-tools/gce-cos-85-no-nonce.pb'));
const gceQuotes = () =>
  gce()
    .filter(({ number }) => number === 2)
    .map(({ bytes }) => fields(bytes));
const partOf = (message: ReturnType<typeof fields>, number: number): Uint8Array =>
  message.find((field) => field.number === number)?.bytes ?? new Uint8Array();

interface WindowsOnGcp {
  readonly AK: { readonly Public: string };
  readonly Quote: { readonly Quote: string; readonly Signature: string };
}

recorded('quotes of others', () => {
  const ofGce = (index: number) => () => {
    const quote = gceQuotes()[index] ?? [];
    return evidenceOf(partOf(quote, 1), partOf(quote, 2), decode(tpmtPublic, partOf(gce(), 1)));
  };
  const ofSwtpm =
    (name: string, ak: string, read = (bytes: Uint8Array) => bytes) =>
    () =>
      evidenceOf(file(`swtpm/${name}.msg`), read(file(`swtpm/${name}.sig`)), key(ak));
  const all: readonly (readonly [string, () => QuoteEvidence])[] = [
    ['swtpm, ECDSA', ofSwtpm('q_ecc', 'ak_ecc')],
    ['swtpm, RSASSA', ofSwtpm('q_rsa', 'ak_rsa')],
    ['swtpm, persistent ECDSA', ofSwtpm('qh_ecc', 'ak_ecc')],
    ['swtpm, persistent RSASSA', ofSwtpm('qh_rsa', 'ak_rsa')],
    ['swtpm, plain ECDSA', ofSwtpm('qp_ecc', 'ak_ecc', plainEcdsa)],
    ['swtpm, plain RSASSA', ofSwtpm('qp_rsa', 'ak_rsa', (sig) => plainRsassa('sha256', sig))],
    ['Google Compute Engine, SHA-1 bank', ofGce(0)],
    ['Google Compute Engine, SHA-256 bank', ofGce(1)],
    ['Google Compute Engine, SHA-384 bank', ofGce(2)],
  ];

  test.each(all)('%s passes, and with no bit flipped', (_name, read) => {
    const evidence = read();
    expect(failedIn(verifyQuote(evidence))).toEqual([]);
    expect(oneBitOff(evidence).filter(passes)).toEqual([]);
  });

  test('a quote over other PCRs than asked for does not pass, nor one with another key', () => {
    const evidence = ofSwtpm('q_ecc', 'ak_ecc')();
    const { pcrs } = evidence.selection;
    for (const selection of [
      { hash: 'sha256', pcrs: [] },
      { hash: 'sha1', pcrs },
    ] as const)
      expect(failedIn(verifyQuote({ ...evidence, selection }))).toEqual(['quote-selection']);
    const { akKey: _, ...others } = { ...evidence, akPublic: key('ak_rsa') };
    expect(failedIn(verifyQuote(others))).toEqual(['quote-scheme', 'quote-signature']);
  });

  test('a certification is signed, and no quote', () => {
    const attest = file('swtpm/cert.attest');
    const failed = failedIn(
      verifyQuote({
        attest,
        signature: file('swtpm/cert.sig'),
        akPublic: key('ak_ecc'),
        nonce: parseAttest(attest).extraData,
        selection: { hash: 'sha256', pcrs: [] },
      }),
    );
    expect(failed).toContain('quote-type');
    expect(failed).not.toContain('quote-signature');
  });

  test.each(['ak_ecc', 'ak_rsa', 'ek_ecc', 'ek_rsa'])(
    '%s has the name that the TPM computed',
    (name) => {
      expect(toHex(nameOf(key(name)))).toBe(toHex(file(`swtpm/${name}.name`)));
    },
  );

  test('a SHA-1 signature does not pass, whoever made it', () => {
    const { AK, Quote }: WindowsOnGcp = JSON.parse(
      readFileSync(
        join(sharedData, 'eventlogs/go-attestation/windows_gcp_shielded_vm.json'),
        'utf8',
      ),
    );
    const attest = fromBase64(Quote.Quote);
    const akPublic = decode(tpmtPublic, fromBase64(AK.Public));
    const signature = fromBase64(Quote.Signature);
    expect(failedIn(verifyQuote(evidenceOf(attest, signature, akPublic)))).toEqual(['quote-hash']);
    const read = decode(tpmtSignature, signature);
    if (read.sigAlg !== 'rsassa') throw new TypeError('an RSASSA signature');
    expect(failedIn(verifyTrustPoint({ attest, akPublic, signature: read.sig }))).toEqual([]);
  });
});

recorded('quotes whose key is not known', () => {
  test.each([
    'DESKTOP-MIMU51J-EPP-ESET',
    'IMN-DELL', // Over no PCR at all.
    'IMN-DELL-WBCL-BootCtrs',
    'IMN-SUPERMICRO-WBCL-Quote-AIKs',
    'IMN-SUPERMICRO-no-epp',
    'dell-notebook-5eventlogs-WBCL',
    'dl160-fwupd-report',
    'failed-2',
    'hahuri-no-eventlog',
    'ludmilla',
  ])('%s quotes the PCR values that came with it', (name) => {
    const { quote, pcrs, allpcrs } = guard(name);
    const attest = parseAttest(fromBase64(quote));
    if (attest.type !== 'quote') throw new TypeError('a quote');
    const values = attest.pcrSelect.flatMap((selection) => {
      const bank = allpcrs?.[hashId(selection.hash)] ?? pcrs;
      return selection.pcrs.map((pcr) => fromBase64(bank[pcr] ?? ''));
    });
    expect(toHex(pcrDigest('sha256', values))).toBe(toHex(attest.pcrDigest));
  });

  test('those of keylime are read', () => {
    expect(parseAttest(file('keylime/quote.out')).type).toBe('quote');
    expect(decode(tpmtSignature, file('keylime/quotesig.out')).sigAlg).toBe('rsassa');
    const [message = '', signature = ''] = new TextDecoder()
      .decode(file('rust-keylime/test-quote.txt'))
      .slice(1)
      .split(':');
    expect(parseAttest(fromBase64(message)).type).toBe('quote');
    expect(decode(tpmtSignature, fromBase64(signature))).toMatchObject({ hash: 'sha1' });
  });
});

describe('a quote laid out by hand', () => {
  test('reads as it was meant', () => {
    expect(parseAttest(fixtureQuote())).toMatchObject({
      type: 'quote',
      clockInfo: { clock: 10_000n, resetCount: 3, restartCount: 1, safe: true },
      pcrSelect: [{ hash: 'sha256', pcrs: [0, 7] }],
    });
  });

  test('is refused when cut anywhere, or followed by anything', () => {
    const whole = fixtureQuote();
    for (let length = 0; length < whole.length; length++)
      expect(() => parseAttest(whole.subarray(0, length))).toThrow(MalformedError);
    expect(() => parseAttest(Uint8Array.from([...whole, 0]))).toThrow(MalformedError);
  });

  test('arbitrary bytes only ever raise MalformedError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), (bytes) => {
        for (const codec of [tpmtPublic, tpm2bPublic, tpmtSignature] as const)
          try {
            decode<unknown>(codec, bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedError);
          }
      }),
      { numRuns: 2000 },
    );
  });
});
