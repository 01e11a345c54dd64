import { fromBase64, fromUtf8, utf8 } from '@gatehouse/bytes';
import { equalSecrets, hash } from '@gatehouse/bytes/crypto';

/** How a request is signed in, and how its body is opened and its answer closed. */
export type SignIn =
  | { readonly kind: 'refused'; readonly challenges: readonly string[] }
  /** The handshake itself has an empty body, which gets an empty answer. */
  | { readonly kind: 'handshake'; readonly header: string | null }
  | { readonly kind: 'accepted'; readonly user: string; readonly seal: MessageSeal | null };

/** Opens and closes bodies of a connection whose messages are sealed. */
export interface MessageSeal {
  /** Throws `MalformedError` for anything that was not sealed by the other side, next in order. */
  open(body: Uint8Array, contentType: string): Uint8Array;
  close(
    message: Uint8Array,
    contentType: string,
  ): { readonly body: Uint8Array; readonly contentType: string };
}

/** RFC 7617. Passwords are compared by their digests, so that the time tells nothing about them. */
export function acceptsBasic(
  authorization: string,
  passwordOf: (user: string) => string | null,
): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,4096})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const pair = decodedPair(encoded);
  if (pair === null) return null;
  const password = passwordOf(pair.user);
  const same = equalSecrets(digestOf(pair.password), digestOf(password ?? ''));
  return same && password !== null ? pair.user : null;
}

function decodedPair(encoded: string): { user: string; password: string } | null {
  try {
    const text = fromUtf8(fromBase64(encoded));
    const colon = text.indexOf(':');
    return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return null;
  }
}

const digestOf = (text: string): Uint8Array => hash('sha256', utf8(text));
