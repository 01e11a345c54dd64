import type { Finding } from '../fold-input.ts';

/** The finding for something that was never read. */
export const unread = (
  reading: { readonly at: string } | null,
  expected: string | null,
): Finding => ({ checkedAt: reading?.at ?? null, causeCode: 'never-checked', expected });
