import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Under which a session is stored. */
export const tokenHashOf = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

/** The session's CSRF token: derived, so that knowing it does not give the cookie. */
export const csrfTokenOf = (token: string): string =>
  createHmac('sha256', token).update('csrf').digest('base64url');

/** Compares secrets of any length in constant time. */
export const sameSecret = (one: string, other: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};
