import { concat, MalformedError, utf8 } from '@gatehouse/bytes';
import { type NtlmSession, readSealed, writeSealed } from './ntlm-session.ts';

const protocol = 'application/HTTP-SPNEGO-session-encrypted';
const boundary = '--Encrypted Boundary';

export const sealedContentType = `multipart/encrypted;protocol="${protocol}";boundary="Encrypted Boundary"`;

export const isSealed = (contentType: string): boolean =>
  /^multipart\/(x-multi-)?encrypted\b/i.test(contentType);

/** A sealed message as an HTTP body; a tab stands before each header (MS-WSMV §2.2.9.1.1.2.2). */
export function writeSealedBody(
  session: NtlmSession,
  message: Uint8Array,
  contentType: string,
): Uint8Array {
  const head = [
    boundary,
    `\tContent-Type: ${protocol}`,
    `\tOriginalContent: type=${contentType.replace(/;\s*/g, ';')};Length=${message.length}`,
    boundary,
    '\tContent-Type: application/octet-stream',
    '',
  ];
  return concat(
    utf8(head.join('\r\n')),
    writeSealed(session.seal(message)),
    utf8(`${boundary}--\r\n`),
  );
}

/** Room in which the two headers have to end; they are some 200 bytes. */
const longestHead = 1024;
const secondPart =
  /^--\s*Encrypted Boundary\r\n[\s\S]*?Length=(\d{1,9})\r\n--\s*Encrypted Boundary\r\n\s*Content-Type: *application\/octet-stream\r\n/i;
const longestTail = 32;
const end = /--\s?Encrypted Boundary--(\r\n)?$/i;

/** The message in a sealed body, with tabs or without. Throws `MalformedError`. */
export function readSealedBody(session: NtlmSession, body: Uint8Array): Uint8Array {
  const latin1 = new TextDecoder('latin1');
  const match = secondPart.exec(latin1.decode(body.subarray(0, longestHead)));
  if (match === null) throw new MalformedError('sealed body', 0, 'has no sealed part');
  const from = match[0].length;
  const tail = end.exec(latin1.decode(body.subarray(Math.max(from, body.length - longestTail))));
  if (tail === null) throw new MalformedError('sealed body', body.length, 'is not closed');
  const sealed = body.subarray(from, body.length - tail[0].length);
  const message = session.unseal(readSealed(sealed));
  const length = Number(match[1]);
  if (message.length !== length)
    throw new MalformedError('sealed body', 0, `has ${message.length} bytes, not ${length}`);
  return message;
}
