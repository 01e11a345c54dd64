import { fromHex, MalformedError, toHex } from '@gatehouse/bytes';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Context, decodeContext, encodeContext } from './index.ts';

const full: Context = {
  challenge: new Uint8Array(32).fill(5),
  blobs: {
    hostName: 'hv-0001.fabric.test',
    tpmDeviceInfo: { structVersion: 1, tpmVersion: 2, tpmInterfaceType: 3, tpmImplVersion: 0 },
    akPublic: Uint8Array.of(1, 2),
    eventLog: new Uint8Array(70_000).fill(3),
    credentialIdObject: Uint8Array.of(4),
    credentialEncryptedSecret: Uint8Array.of(5),
    nonce: new Uint8Array(32).fill(6),
    pcrSelection: { hash: 'sha256', pcrs: [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14] },
    activatedSecret: Uint8Array.of(7),
    quoteAttest: Uint8Array.of(8),
    quoteSignature: Uint8Array.of(9),
  },
};

describe('a context', () => {
  test('is read as it was written', () => {
    expect(decodeContext(encodeContext(full))).toEqual(full);
    const empty: Context = { challenge: null, blobs: {} };
    expect(decodeContext(encodeContext(empty))).toEqual(empty);
  });

  test('has this layout', () => {
    const bytes = encodeContext({
      challenge: null,
      blobs: { hostName: 'h', pcrSelection: { hash: 'sha256', pcrs: [0, 7, 11] } },
    });
    expect(toHex(bytes)).toBe(
      '00000047' + // Size: 71
        '00000001' + // Version
        '00000002' + // DataBlobCount
        '00000000' + // Reserved
        '00'.repeat(32) + // EncContext: no challenge
        '4748000100000001' + // hostName, 1 byte
        '68' +
        '4748000800000006' + // pcrSelection, 6 bytes: sha256, three octets of bitmap
        '000b03810800',
    );
  });

  const small = encodeContext({ challenge: null, blobs: { hostName: 'h' } });
  test('of every shorter length is malformed', () => {
    for (let length = 0; length < small.length; length++)
      expect(() => decodeContext(small.subarray(0, length))).toThrow(MalformedError);
  });
  test.each([
    ['another size', 3, 0xff, 'Size'],
    ['another version', 7, 2, 'Version'],
    ['too many blobs', 11, 200, 'above'],
    ['an unknown blob', 51, 0x77, 'unknown data blob'],
    ['a blob above its bound', 54, 0xff, 'above'],
    ['a control character in the name', 56, 0x0a, 'control'],
  ])('with %s is malformed', (_, at, value, problem) => {
    const changed = small.slice();
    changed[at] = value;
    expect(() => decodeContext(changed)).toThrow(problem);
  });
  test('with the same blob twice is malformed', () => {
    const twice = Uint8Array.of(...small, ...small.subarray(48));
    twice[3] = twice.length;
    twice[11] = 2;
    expect(() => decodeContext(twice)).toThrow('a second hostName');
  });
  test('whose Reserved is set is read: the server ignores it', () => {
    const changed = small.slice();
    changed.set(fromHex('ffffffff'), 12);
    expect(decodeContext(changed).blobs.hostName).toBe('h');
  });
  test('of random bytes is read or malformed, nothing else', () => {
    const attempt = (bytes: Uint8Array): void => {
      try {
        decodeContext(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
    };
    void fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt));
    const bytes = encodeContext({ ...full, blobs: { ...full.blobs, eventLog: Uint8Array.of(1) } });
    void fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        attempt(changed);
      }),
    );
  });
});
