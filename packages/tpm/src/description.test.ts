import { ByteWriter, concat, fromHex, MalformedError } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeTpm, describingCommands } from './description.ts';
import { TpmError } from './tpm-error.ts';

const framed = (body: Uint8Array): Uint8Array =>
  concat(
    new ByteWriter()
      .u16(0x8001)
      .u32(10 + body.length)
      .u32(0)
      .finish(),
    body,
  );

const properties = (values: Readonly<Record<number, number>>): Uint8Array => {
  const rows = Object.entries(values);
  const writer = new ByteWriter().u8(0).u32(6).u32(rows.length);
  for (const [id, value] of rows) writer.u32(Number(id)).u32(value);
  return framed(writer.finish());
};

const banks = (...rows: readonly (readonly [number, string])[]): Uint8Array => {
  const writer = new ByteWriter().u8(0).u32(5).u32(rows.length);
  for (const [id, bitmap] of rows) {
    const bytes = fromHex(bitmap);
    writer.u16(id).u8(bytes.length).bytes(bytes);
  }
  return framed(writer.finish());
};

const fixed = properties({
  256: 0x322e3000,
  257: 0,
  258: 138,
  261: 0x494e5443,
  262: 0x496e7465,
  263: 0x6c000000,
  267: 0x01f60001,
  268: 0x000a0000,
});
const pcrs = banks(
  [0x0004, '000000'],
  [0x000b, 'ffffff'],
  [0x0012, '00000001'],
  [0x0027, '010000'],
);

describe('what a TPM says of itself', () => {
  test('is read from the answers to three commands that change nothing', () => {
    // GetCapability: TPM_CAP_TPM_PROPERTIES twice, TPM_CAP_PCRS (Part 3 §30.2).
    expect(describingCommands.map((command) => command.slice(6, 18))).toEqual(
      ['0000017a0000000600000100', '0000017a0000000600000200', '0000017a0000000500000000'].map(
        fromHex,
      ),
    );
    const variable = properties({ 512: 0x305, 513: 0x80000003, 526: 4, 527: 32, 528: 7200 });
    expect(describeTpm([fixed, variable, pcrs])).toEqual({
      family: '2.0',
      level: 0,
      revision: '1.38',
      manufacturer: 'INTC',
      vendorString: 'Intel',
      firmwareVersion: '01f60001000a0000',
      hierarchies: {
        ownerAuthSet: true,
        endorsementAuthSet: false,
        lockoutAuthSet: true,
        clearDisabled: true,
        ownerEnabled: true,
        endorsementEnabled: false,
        platformEnabled: true,
      },
      lockout: {
        inLockout: true,
        failedTries: 4,
        maxTries: 32,
        recoverySeconds: 7200,
        lockoutAuthRecoverySeconds: null,
      },
      banks: [
        { hash: 'sha256', pcrs: Array.from({ length: 24 }, (_, pcr) => pcr) },
        { hash: 'sm3_256', pcrs: [24] },
        { hash: '0x0027', pcrs: [0] },
      ],
    });
  });

  test('is not read from a refusal', () => {
    const refusal = fromHex('80010000000a00000100');
    expect(() => describeTpm([refusal, fixed, pcrs])).toThrow(TpmError);
  });

  test.each([fixed, pcrs])('refuses every truncation with MalformedError', (answer) => {
    for (let length = 0; length < answer.length; length++) {
      const cut = answer.slice(0, length);
      const answers = answer === pcrs ? [fixed, fixed, cut] : [cut, fixed, pcrs];
      expect(() => describeTpm(answers)).toThrow(MalformedError);
    }
  });

  test('fails with words, whatever a host answers', () => {
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 80 }).map(framed),
    );
    fc.assert(
      fc.property(answer, answer, answer, (...answers) => {
        try {
          describeTpm(answers);
        } catch (error) {
          expect(error instanceof MalformedError || error instanceof TpmError).toBe(true);
        }
      }),
    );
  });
});
