import {
  bootCauses,
  type Explanation,
  measurementText,
  placeText,
  type Verdict,
} from '@gatehouse/contracts';
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

/** A whole explanation as facts; none where there is none. */
export const useExplanationFacts = () => {
  const t = useShared();
  const evidenceOf = useEvidenceFacts();
  return (told: Explanation | null): readonly Fact[] =>
    told === null
      ? []
      : [
          [t('explanation.happened'), told.sentence],
          ...evidenceOf(told),
          [t('check.evidence'), placeText(told)],
          [t('explanation.meaning'), told.meaning],
          [t('check.remedy'), told.remedy],
          [t('explanation.who'), told.who],
        ];
};

/** Why a verdict is a refusal, in a few words. */
export const refusalTitle = ({ explanation, checks }: Pick<Verdict, 'explanation' | 'checks'>) =>
  explanation === null
    ? checks
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ title }) => title)
        .join(', ')
    : bootCauses[explanation.cause].title;
