import { type HgsPair, type HgsSettings, hgsSettingsInput } from '@gatehouse/contracts';
import { z } from 'zod';

const typedPair = z.object({
  attestationServerUrl: z.string(),
  keyProtectionServerUrl: z.string(),
});

const typed = z.object({
  primary: typedPair,
  useFallback: z.boolean(),
  fallback: typedPair,
  shieldingHelperDisk: z.string(),
});

/** What stands in the form, right or wrong. */
export type TypedSettings = z.infer<typeof typed>;

/** The form as the server wants it; errors have the paths of the form's fields. */
export const settingsForm = typed
  .transform(({ primary, useFallback, fallback, shieldingHelperDisk }) => ({
    primary,
    fallback: useFallback ? fallback : null,
    shieldingHelperDisk: shieldingHelperDisk.trim() === '' ? null : shieldingHelperDisk,
  }))
  .pipe(hgsSettingsInput);

export type SettingsInput = z.output<typeof settingsForm>;

export const emptyPair: HgsPair = { attestationServerUrl: '', keyProtectionServerUrl: '' };

export const typedOf = (settings: HgsSettings): TypedSettings => ({
  primary: settings.primary ?? emptyPair,
  useFallback: settings.fallback !== null,
  fallback: settings.fallback ?? emptyPair,
  shieldingHelperDisk: settings.shieldingHelperDisk ?? '',
});

/** A kept draft, if it is one and differs from what is saved. */
export const draftOf = (kept: unknown): TypedSettings | null => typed.safeParse(kept).data ?? null;

export const isEmptyPair = (pair: HgsPair): boolean =>
  pair.attestationServerUrl.trim() === '' && pair.keyProtectionServerUrl.trim() === '';
