import { ByteReader, toHex } from '@gatehouse/bytes';
import { parseAttest, publicFromSpki } from '@gatehouse/tpm';
import { type Detail, numberDetail } from './detail.ts';
import { instantOf } from './file-time.ts';

/**
 * A quote that Windows made at boot: TPMS_ATTEST of TPM 2.0, or TPM_QUOTE_INFO2 of TPM 1.2. Throws
 * `MalformedError`. Its signature is not checked here; and since its nonce is the time of the boot, even
 * a checked one proves that there was such a boot, not that it is the present one.
 */
export function readTrustPoint(data: Uint8Array): Detail {
  const reader = new ByteReader(data, 'TPM_QUOTE_INFO2');
  if (data.length > 6 && reader.u16() === quoteInfo2) return readQuoteInfo2(reader);
  const attest = parseAttest(data);
  const { clockInfo, firmwareVersion, extraData, qualifiedSigner } = attest;
  return {
    structure: 'TPMS_ATTEST',
    type: attest.type,
    qualifiedSigner: toHex(qualifiedSigner),
    extraData: toHex(extraData),
    ...timeOfBoot(extraData),
    clock: numberDetail(clockInfo.clock),
    resetCount: clockInfo.resetCount,
    restartCount: clockInfo.restartCount,
    safe: clockInfo.safe,
    firmwareVersion: `0x${firmwareVersion.toString(16)}`,
    ...(attest.type === 'quote' && {
      selections: attest.pcrSelect.map(({ hash, pcrs }) => ({ bank: hash, pcrs: [...pcrs] })),
      pcrDigest: toHex(attest.pcrDigest),
    }),
  };
}

const quoteInfo2 = 0x0036;

/** TPM_QUOTE_INFO2 (TPM 1.2 Part 2 §11.4): tag, "QUT2", external data, TPM_PCR_INFO_SHORT, version. */
function readQuoteInfo2(r: ByteReader): Detail {
  if (toHex(r.bytes(4)) !== '51555432') r.fail('is not "QUT2"', r.offset - 4);
  const externalData = r.bytes(20);
  const bitmap = r.bytes(r.u16());
  const pcrs = Array.from({ length: bitmap.length * 8 }, (_, pcr) => pcr).filter(
    (pcr) => ((bitmap[pcr >> 3] ?? 0) >> (pcr & 7)) & 1,
  );
  const locality = r.u8();
  const pcrDigest = toHex(r.bytes(20));
  return {
    structure: 'TPM_QUOTE_INFO2',
    type: 'quote',
    extraData: toHex(externalData),
    ...timeOfBoot(externalData),
    selections: [{ bank: 'sha1', pcrs }],
    locality,
    pcrDigest,
    version: toHex(r.rest()),
  };
}

const nonceSize = 20;

/** Windows uses the time of the boot as nonce: FILETIME and zeros. */
function timeOfBoot(extraData: Uint8Array): { readonly [name: string]: Detail } {
  const isTime = extraData.length === nonceSize && extraData.subarray(8).every((b) => b === 0);
  if (!isTime) return {};
  return { timeOfBoot: instantOf(new ByteReader(extraData, 'FILETIME', 'little').u64()) };
}

/** SubjectPublicKeyInfo of a boot authority. Throws `MalformedError`. */
export function readPublicKey(data: Uint8Array): Detail {
  const key = publicFromSpki(data);
  return key.type === 'rsa'
    ? {
        algorithm: 'RSA',
        bits: key.n.length * 8,
        exponent: key.exponent,
        modulus: toHex(key.n),
      }
    : { algorithm: 'ECC', curve: key.curve, x: toHex(key.x), y: toHex(key.y) };
}
