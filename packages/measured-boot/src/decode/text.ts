import { fromUtf16le, toHex } from '@gatehouse/bytes';
import { fromTerminated } from '../windows-payloads.ts';
import { type EventDescription, oneLine } from './detail.ts';

/** Text is shown up to here: kernel command lines have at most some thousand characters. */
const longestText = 16_384;

/**
 * Text, 8 or 16 bits a character; bytes in hex if it is none. Text proves nothing about what it
 * names: even where the digest is that of the text, only these characters were measured.
 */
export function describeText(data: Uint8Array): EventDescription {
  if (data.length === 0) return { description: 'no data', details: null, readAs: 'text' };
  const text = readableText(data);
  if (text === null) return describeBytes(data);
  return { description: `“${oneLine(text)}”`, details: { text }, readAs: 'text' };
}

/** The text that data are, or null if they are none. */
export function readableText(data: Uint8Array): string | null {
  if (data.length > longestText) return null;
  const text = isWide(data) ? fromUtf16le(data).replace(/\0+$/, '') : textIn(data);
  return text.length > 0 && ![...text].some(isUnreadable) ? text : null;
}

const shownBytes = 256;
const shortestName = 8;

/** Bytes that no specification lays out, led by the name that firmware gives them, if there is one. */
export function describeBytes(data: Uint8Array): EventDescription {
  const start = toHex(data.subarray(0, shownBytes));
  const name = /^[\x20-\x7e]+/.exec(asciiIn(data.subarray(0, 64)))?.[0] ?? '';
  const isNamed = name.length >= shortestName;
  const cut = data.length > 16 ? '…' : '';
  return {
    description: isNamed
      ? `${name.trim()}, ${data.length} bytes`
      : `${data.length} bytes ${start.slice(0, 32)}${cut}`,
    details: { ...(isNamed && { name: name.trim() }), size: data.length, data: start },
    readAs: 'bytes',
  };
}

/** Bytes as text up to the zeros at the end; UTF-8 where it is. */
export const textIn = (data: Uint8Array): string =>
  new TextDecoder('utf-8').decode(data).replace(/\0+$/, '');

/** Bytes as characters one by one, up to the first zero. */
export const asciiIn = (data: Uint8Array): string =>
  String.fromCharCode(...data.subarray(0, 4096)).replace(/\0[\s\S]*$/, '');

const isUnreadable = (character: string): boolean =>
  character === '\u{fffd}' || (character < ' ' && !'\t\r\n'.includes(character));

/** Whether the start is UTF-16 of Latin text: every second byte up to its end is zero. */
export function isWide(data: Uint8Array): boolean {
  if (data.length < 4) return false;
  const end = Math.min(data.length & ~1, 16);
  for (let i = 0; i < end; i += 2) {
    if (data[i + 1] !== 0) return false;
    if (data[i] === 0) return i >= 2;
  }
  return true;
}

/** UTF-16 where it is, else 8 bits a character. */
export const anyText = (data: Uint8Array): string =>
  isWide(data) ? fromTerminated(data) : textIn(data);
