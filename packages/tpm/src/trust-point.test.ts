import { existsSync } from 'node:fs';
import { concat, encode, fromBase64, MalformedError } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publicOfPcpBlob } from './pcp-blob.ts';
import { verifyQuote } from './quote.ts';
import { tpm2bPublic } from './structures/public-area.ts';
import {
  evidenceOf,
  failedIn,
  quoteFile as file,
  flips,
  guard,
  plainRsassa,
  quotes,
  refusals,
} from './testing/quote-evidence.ts';
import { verifyTrustPoint } from './trust-point.ts';

describe.skipIf(!existsSync(quotes))('trust points of Windows', () => {
  const name = 'IMN-SUPERMICRO-WBCL-Quote-AIKs';
  const blob = () => fromBase64(guard(name).pcp_quote_keys?.['bla'] ?? '');
  const trustPoint = () => ({
    attest: file(`guard-oss/${name}.evidence.bla.ev38.attest.bin`),
    signature: file(`guard-oss/${name}.evidence.bla.ev38.sig.bin`),
    akPublic: publicOfPcpBlob(blob()),
  });

  test('the blob of the AIK holds the key that made the quote', () => {
    const point = trustPoint();
    expect(encode(tpm2bPublic, point.akPublic)).toEqual(
      file(`guard-oss/${name}.evidence.bla.pub2b.bin`),
    );
    const { quote } = verifyTrustPoint(point);
    expect(quote?.pcrDigest).toHaveLength(20);
  });

  test('no bit of quote or signature can be flipped', () => {
    const point = trustPoint();
    const off = (['attest', 'signature'] as const).flatMap((field) =>
      flips(point[field]).map((bytes) => ({ ...point, [field]: bytes })),
    );
    const unnoticed = off.filter((p) => refusals(() => verifyTrustPoint(p)).length === 0);
    expect(unnoticed).toEqual([]);
  });

  test('the same quote is refused where a challenge is answered', () => {
    const { attest, signature, akPublic } = trustPoint();
    const evidence = evidenceOf(attest, plainRsassa('sha1', signature), akPublic);
    expect(failedIn(verifyQuote(evidence))).toEqual(['quote-hash']);
  });

  test('every blob in the evidence of others is read', () => {
    for (const evidence of [name, 'IMN-DELL-WBCL-BootCtrs'])
      for (const text of Object.values(guard(evidence).pcp_quote_keys ?? {}))
        expect(publicOfPcpBlob(fromBase64(text))).toMatchObject({
          type: 'rsa',
          scheme: { scheme: 'rsassa', hash: 'sha1' },
        });
  });

  test('a blob is refused when cut anywhere, followed by anything, or of another kind', () => {
    const whole = blob();
    for (let length = 0; length < whole.length; length++)
      expect(() => publicOfPcpBlob(whole.subarray(0, length))).toThrow(MalformedError);
    expect(() => publicOfPcpBlob(concat(whole, new Uint8Array(1)))).toThrow('trailing');
    const changed = (at: number, byte: number) => {
      const copy = whole.slice();
      copy[at] = byte;
      return copy;
    };
    expect(() => publicOfPcpBlob(changed(0, 0x51))).toThrow('does not begin with "PCPM"');
    expect(() => publicOfPcpBlob(changed(8, 1))).toThrow('not of TPM 2.0');
    expect(() => publicOfPcpBlob(changed(4, 0))).toThrow('a header of 0 bytes');
  });

  test('any bytes are a key or malformed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, keep) => {
        const start = keep ? blob().subarray(0, 56) : new Uint8Array();
        expect(() => publicOfPcpBlob(concat(start, bytes))).toThrow(MalformedError);
      }),
      { numRuns: 300 },
    );
  });
});
