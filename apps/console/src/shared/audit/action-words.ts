import { useTranslation } from 'react-i18next';
import { addMessages, i18n } from '../i18n/i18n.ts';
import messages from './messages.en.json';

addMessages('audit', messages);

/** Words for the actions of the audit log. One that this version does not know is told by its name. */
export const useActionWords = (): ((action: string) => string) => {
  const { t } = useTranslation('audit', { i18n });
  return (action) => t(`action.${action}` as 'action.hosts.add', { defaultValue: action });
};
