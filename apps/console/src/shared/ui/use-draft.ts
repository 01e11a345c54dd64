import { useEffect, useState } from 'react';
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

/** The same for a small form that keeps its words in state: what was typed, over what it starts with. */
export const useDraftState = <T extends { readonly [K in keyof T]: string | boolean }>(
  key: string,
  initial: T,
) => {
  const [form, setForm] = useState<T>(() => {
    const kept = readDraft(key);
    const fields = Object.entries(initial).filter(
      ([field, value]) => typeof kept[field] === typeof value,
    );
    return { ...initial, ...Object.fromEntries(fields.map(([field]) => [field, kept[field]])) };
  });
  const change = (changed: Partial<T>): void => {
    const next = { ...form, ...changed };
    sessionStorage.setItem(`draft:${key}`, JSON.stringify(next));
    setForm(next);
  };
  return [form, change] as const;
};
