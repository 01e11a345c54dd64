import { useEffect } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';

/** What was typed before, by field; nothing if there is nothing or it cannot be read. */
export const readDraft = (key: string): Readonly<Record<string, unknown>> => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(`draft:${key}`) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
};

export const clearDraft = (key: string): void => sessionStorage.removeItem(`draft:${key}`);

/** Keeps what is typed through reloads and sign-outs. Never for a form with a password in it. */
export const useDraft = <T extends FieldValues>(key: string, form: UseFormReturn<T>): void => {
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values }) => sessionStorage.setItem(`draft:${key}`, JSON.stringify(values)),
      }),
    [key, form],
  );
};
