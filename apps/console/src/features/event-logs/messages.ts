import { useTranslation } from 'react-i18next';
import { addMessages, i18n } from '../../shared/i18n/i18n.ts';
import messages from './messages.en.json';

addMessages('eventLogs', messages);

export const useMessages = () => useTranslation('eventLogs', { i18n }).t;
