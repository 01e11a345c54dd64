import type { HgsSettings } from '@gatehouse/contracts';
import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { clearDraft, readDraft, useDraft } from '../../shared/ui/use-draft.ts';
import { draftOf, settingsForm, type TypedSettings, typedOf } from './settings-form.ts';

export type SettingsFormReturn = UseFormReturn<TypedSettings>;

const draftKey = 'hgs-settings';

export const forgetDraft = (): void => clearDraft(draftKey);

/** The settings as typed: begins with what is saved, or with what was typed before a reload. */
export const useSettingsForm = (settings: HgsSettings): SettingsFormReturn => {
  const form = useForm<TypedSettings>({
    resolver: zodResolver(settingsForm, undefined, { raw: true }),
    mode: 'onTouched',
    defaultValues: typedOf(settings),
  });
  const { reset } = form;
  useEffect(() => {
    const draft = draftOf(readDraft(draftKey));
    if (draft !== null) reset(draft, { keepDefaultValues: true });
  }, [reset]);
  useDraft<TypedSettings>(draftKey, form);
  return form;
};
