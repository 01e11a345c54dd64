import { MalformedError } from '@gatehouse/bytes';
import { isSignedData, readSignedData } from '@gatehouse/pki';
import { readBinaryPolicy } from './binary-policy.ts';
import type { CodeIntegrityPolicy } from './policy.ts';
import { readXmlPolicy } from './xml-policy.ts';

/** eContentType of a signed policy. */
export const signedPolicyType = '1.3.6.1.4.1.311.79.1';

const limit = 16 * 1024 * 1024;
const octetString = 0x04;
const unnamed = { friendlyName: null, notCompiled: [] } as const;

/**
 * Reads a code integrity policy: XML (`New-CIPolicy`), binary (`ConvertFrom-CIPolicy`) or binary in
 * CMS SignedData; a file's name says nothing, both of the latter are called .p7b and .cip.
 *
 * Does not verify who signed: Windows does, and HGS trusts a policy by its digest.
 * Throws `MalformedError` with the byte; for XML the byte of the line that it names.
 */
export function readPolicy(bytes: Uint8Array): CodeIntegrityPolicy {
  if (bytes.length === 0) throw new MalformedError('SiPolicy', 0, 'the file is empty');
  if (bytes.length > limit)
    throw new MalformedError('SiPolicy', 0, `the file has more than ${limit} bytes`);
  if (isXml(bytes)) {
    const { body, ...rest } = readXmlPolicy(bytes);
    return { ...body, ...rest, form: 'xml', content: bytes };
  }
  if (isSignedData(bytes)) {
    const content = contentOf(bytes);
    return { ...readBinaryPolicy(content), form: 'signed', content, ...unnamed };
  }
  if (bytes[0] === 0x30)
    throw new MalformedError('SiPolicy', 0, 'starts like a signed policy but is no CMS SignedData');
  return { ...readBinaryPolicy(bytes), form: 'binary', content: bytes, ...unnamed };
}

/** Whether the file starts like XML: a byte order mark, or `<` after blanks. */
function isXml(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return true;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  const first = bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x3c;
}

/** The binary policy in a signed one; some writers wrap it in one more OCTET STRING. */
function contentOf(bytes: Uint8Array): Uint8Array {
  const { contentType, content } = readSignedData(bytes);
  if (contentType !== signedPolicyType)
    throw new MalformedError(
      'SignedData',
      0,
      `content of type ${contentType} is no code integrity policy (${signedPolicyType})`,
    );
  if (content === null)
    throw new MalformedError('SignedData', 0, 'the policy itself is not in the signed file');
  return content[0] === octetString ? unwrap(content) : content;
}

/** Content of a DER OCTET STRING that is all there is; a binary policy of format 4 stays as it is. */
function unwrap(bytes: Uint8Array): Uint8Array {
  const first = bytes[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length =
    lengthBytes === 0
      ? first
      : bytes.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const start = 2 + lengthBytes;
  return start + length === bytes.length ? bytes.subarray(start) : bytes;
}
