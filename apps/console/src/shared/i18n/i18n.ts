import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import shared from './messages.en.json';

/**
 * The one i18next instance. A feature adds its own messages when its page is loaded, so that no
 * page carries the words of the others (`featureMessages`).
 */
const i18n = i18next.createInstance();
i18n
  .use(initReactI18next)
  .init({
    lng: 'en',
    resources: { en: { shared } },
    defaultNS: 'shared',
    interpolation: { escapeValue: false },
    initAsync: false,
    react: { useSuspense: false },
  })
  .catch((cause: unknown) => {
    throw new Error('The messages of the console cannot be read', { cause });
  });

/** Adds the messages of a feature; called once where the feature's pages import them. */
export const addMessages = (feature: string, messages: object): void => {
  i18n.addResourceBundle('en', feature, messages);
};

export const useShared = () => useTranslation('shared', { i18n }).t;

export { i18n };
