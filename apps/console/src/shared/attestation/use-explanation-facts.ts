import { type Explanation, measurementText, placeText } from '@gatehouse/contracts';
import { useShared } from '../i18n/i18n.ts';
import type { Fact } from '../ui/Facts.tsx';

const furtherText = ({ sentence, ...place }: Explanation['further'][number]): string => {
  const at = placeText(place);
  return at === null ? sentence : `${sentence} (${at})`;
};

/** The evidence of an explanation as facts: what was measured, what should have been, what else was found. */
export const useEvidenceFacts = () => {
  const t = useShared();
  return ({ measured, trusted, further }: Explanation): readonly Fact[] => {
    const told: readonly Fact[] = [
      [t('explanation.measured'), measurementText(measured)],
      [t('explanation.trusted'), measurementText(trusted, trusted?.by)],
      [t('explanation.further'), further.map(furtherText).join(' ')],
    ];
    return told.filter(([, value]) => value !== null && value !== '');
  };
};
