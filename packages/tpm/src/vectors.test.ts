import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode, fromHex, MalformedError, toHex } from '@gatehouse/bytes';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashId } from './algorithms.ts';
import { eccSeed } from './credential.ts';
import { kdfa, kdfe } from './kdf.ts';
import { nameOf } from './name.ts';
import { parseAttest, type QuoteEvidence, verifyQuote } from './quote.ts';
import { uncompressedPoint } from './spki.ts';
import { tpmsEccPoint } from './structures/basic.ts';
import { type TpmtPublic, tpm2bPublic, tpmtPublic } from './structures/public-area.ts';
import { tpmtSignature } from './structures/signature.ts';
import { akTemplate } from './templates.ts';

const shared =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const vectors = join(shared, 'vectors');
const quotes = join(shared, 'quotes');
const recorded = describe.skipIf(!existsSync(vectors));

interface Vector {
  readonly Name: string;
  readonly HashAlg: number;
  readonly Key: string;
  readonly Z: string;
  readonly Label: string;
  readonly ContextU: string;
  readonly ContextV: string;
  readonly Bits: number;
  readonly Result: string;
}
interface Encapsulation {
  readonly Name: string;
  readonly Label: string;
  readonly EphemeralPrivate: string;
  readonly PublicKey: string;
  readonly Secret: string;
  readonly Ciphertext: string;
}

const read = <T>(name: string): readonly T[] =>
  existsSync(vectors) ? JSON.parse(readFileSync(join(vectors, name), 'utf8')) : [];
const hashes = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
const hashOf = (id: number) => hashes.find((name) => hashId(name) === id) ?? 'sha256';

recorded('the vectors of go-tpm', () => {
  test.each(read<Vector>('kdfa.json'))('KDFa $Name', (v) => {
    const parts = [v.Key, v.ContextU, v.ContextV].map(fromHex) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(toHex(kdfa(hashOf(v.HashAlg), parts[0], v.Label, parts[1], parts[2], v.Bits))).toBe(
      v.Result,
    );
  });

  test.each(read<Vector>('kdfe.json'))('KDFe $Name', (v) => {
    const parts = [v.Z, v.ContextU, v.ContextV].map(fromHex) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(toHex(kdfe(hashOf(v.HashAlg), parts[0], v.Label, parts[1], parts[2], v.Bits))).toBe(
      v.Result,
    );
  });

  const p256Vectors = read<Encapsulation>('ecc_labeled_encaps.json').filter(({ Name }) =>
    Name.includes('P256'),
  );
  test.each(p256Vectors)('labelled encapsulation $Name', (v) => {
    const area = decode(tpmtPublic, fromHex(v.PublicKey));
    if (area.type !== 'ecc') throw new TypeError('an ECC vector');
    const point = decode(tpmsEccPoint, fromHex(v.Ciphertext));
    const ephemeral = fromHex(v.EphemeralPrivate.padStart(64, '0'));
    const shared = p256.getSharedSecret(ephemeral, uncompressedPoint('nistP256', area), false);
    expect(toHex(eccSeed(area, v.Label, shared.slice(1, 33), point.x))).toBe(v.Secret);
  });
});

const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(quotes, 'swtpm', name)));
const selection = (attest: Uint8Array) => {
  const parsed = parseAttest(attest);
  const [selected] = parsed.type === 'quote' ? parsed.pcrSelect : [];
  if (selected === undefined) throw new TypeError('a quote selects PCRs');
  return { selection: selected, nonce: parsed.extraData };
};
const recordedQuote = (name: string, key: string): QuoteEvidence => {
  const attest = file(`${name}.msg`);
  const akPublic: TpmtPublic = decode(tpm2bPublic, file(`${key}.pub`));
  return { attest, signature: file(`${name}.sig`), akPublic, ...selection(attest) };
};
const passes = (evidence: QuoteEvidence): boolean => {
  try {
    return verifyQuote(evidence).checks.every(({ outcome }) => outcome === 'passed');
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
};
const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

recorded('quotes that swtpm made', () => {
  const pairs = [
    ['q_ecc', 'ak_ecc'],
    ['q_rsa', 'ak_rsa'],
  ] as const;

  test.each(pairs)('%s verifies with %s, and with no bit flipped', (name, key) => {
    const evidence = recordedQuote(name, key);
    expect(passes(evidence)).toBe(true);
    for (let bit = 0; bit < 8 * evidence.attest.length; bit++)
      expect(passes({ ...evidence, attest: flipped(evidence.attest, bit) })).toBe(false);
    // The size fields of r and s may not move, the values may not change.
    for (let bit = 0; bit < 8 * evidence.signature.length; bit++)
      expect(passes({ ...evidence, signature: flipped(evidence.signature, bit) })).toBe(false);
    for (let bit = 0; bit < 8 * evidence.nonce.length; bit++)
      expect(passes({ ...evidence, nonce: flipped(evidence.nonce, bit) })).toBe(false);
  });

  test('a quote over other PCRs than asked for does not pass, nor one with the other key', () => {
    const evidence = recordedQuote('q_ecc', 'ak_ecc');
    expect(passes({ ...evidence, selection: { hash: 'sha256', pcrs: [] } })).toBe(false);
    expect(
      passes({ ...evidence, selection: { hash: 'sha1', pcrs: evidence.selection.pcrs } }),
    ).toBe(false);
    expect(passes({ ...evidence, akPublic: decode(tpm2bPublic, file('ak_rsa.pub')) })).toBe(false);
  });

  test.each(['ak_ecc', 'ak_rsa', 'ek_ecc', 'ek_rsa'])(
    '%s has the name that the TPM computed',
    (name) => {
      expect(toHex(nameOf(decode(tpm2bPublic, file(`${name}.pub`))))).toBe(
        toHex(file(`${name}.name`)),
      );
    },
  );
});

describe('OpenSSL and @noble/curves', () => {
  test('agree about signatures of P-256 keys', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((k) => k.some((byte) => byte !== 0)),
        fc.boolean(),
        (secret, tamper) => {
          secret[0] = (secret[0] ?? 0) & 0x7f;
          const point = p256.getPublicKey(secret, false);
          const akPublic = { ...akTemplate.eccP256, x: point.slice(1, 33), y: point.slice(33) };
          const attest = fixtureQuote();
          const r = p256.sign(sha256(attest), secret, { prehash: false, lowS: false });
          const signature = encode(tpmtSignature, {
            sigAlg: 'ecdsa',
            hash: 'sha256',
            signatureR: r.slice(0, 32),
            signatureS: r.slice(32),
          });
          const changed = tamper ? flipped(attest, 8 * attest.length - 1) : attest;
          const options = { prehash: false, lowS: false };
          const noble = p256.verify(r, sha256(changed), point, options);
          const evidence = { attest: changed, signature, akPublic, ...selection(changed) };
          expect(passes(evidence)).toBe(noble);
          expect(noble).toBe(!tamper);
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** A quote over PCR 0 and 7 of the SHA-256 bank, nonce 0011…, laid out by hand after Part 2 §10.12. */
function fixtureQuote(): Uint8Array {
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
      `0020${'22'.repeat(32)}`, // pcrDigest
    ].join(''),
  );
}

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
