import type { JobStep } from '@gatehouse/contracts';
import { useExplanationFacts } from '../../shared/attestation/use-explanation-facts.ts';
import { absoluteTime } from '../../shared/format/format.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { type Fact, Facts } from '../../shared/ui/Facts.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { statusOfStep } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

/** One step of a job: what came of it; where it failed, why and what to do. */
export const StepDetail = ({ step }: { readonly step: JobStep }) => {
  const t = useMessages();
  const shared = useShared();
  const explanationFacts = useExplanationFacts();
  const { detail, endedAt, error, name, object, status } = step;
  const why: readonly Fact[] =
    error === null
      ? [[t('detail'), detail]]
      : [
          ...(error.explanation === null
            ? [
                [shared('explanation.happened'), error.message] as const,
                [shared('check.remedy'), error.remedy] as const,
              ]
            : explanationFacts(error.explanation)),
          [shared('audit.code'), <code key="code">{error.code}</code>],
        ];
  return (
    <Card title={object === null ? name : `${name} · ${object}`}>
      <Facts
        facts={[
          [
            t('status'),
            <StatusChip key="s" status={statusOfStep[status]} word={t(`stepStatus.${status}`)} />,
          ],
          ...why,
          [t('ended'), endedAt === null ? null : absoluteTime(endedAt)],
        ]}
      />
    </Card>
  );
};
