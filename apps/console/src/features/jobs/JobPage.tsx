import { type JobStep, jobRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { serverQuery, useApi, useCall } from '../../shared/api/queries.ts';
import { duration } from '../../shared/format/format.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Page } from '../../shared/ui/Page.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { Shown } from '../../shared/ui/states.tsx';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { statusOfJob, statusOfStep } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';
import { StepDetail } from './StepDetail.tsx';

const tookOf = (step: JobStep) =>
  step.startedAt === null || step.endedAt === null
    ? '—'
    : duration(Date.parse(step.endedAt) - Date.parse(step.startedAt));

const resultOf = ({ detail, error }: JobStep): string =>
  error === null ? (detail ?? '') : (error.explanation?.sentence ?? error.message);

interface Props {
  readonly id: string;
  /** Index of the step that is open. */
  readonly step: string | undefined;
  readonly onStep: (step: string) => void;
}

/** One job: progress, its steps, what failed and what to do. The first step that failed is open. */
export const JobPage = ({ id, step, onStep }: Props) => {
  const t = useMessages();
  const shared = useShared();
  const navigate = useNavigate();
  const may = usePermission('jobs.write');
  const query = useQuery({
    ...serverQuery(useApi(), 'getJob', { params: { id } }),
    refetchInterval: ({ state }) => (state.data?.endedAt === null ? 2000 : false),
  });
  const cancel = useCall(jobRoutes.cancelJob, { onSuccess: () => query.refetch() });
  const restart = useCall(jobRoutes.restartJob, {
    onSuccess: ({ jobId }) => navigate({ to: `/jobs/${jobId}` }),
  });
  return (
    <Shown query={query}>
      {(job) => {
        const open = openStep(job.steps, step);
        return (
          <Page
            title={`${shared(`jobKind.${job.kind}`)} · ${job.subject}`}
            sentence={
              <>
                <StatusChip
                  status={statusOfJob[job.status]}
                  word={shared(`jobStatus.${job.status}`)}
                />{' '}
                {t('by', { by: job.startedBy })}. {job.outcome ?? ''}
              </>
            }
            action={
              may && (
                <>
                  {job.endedAt === null && job.cancellable && (
                    <Button variant="outlined" onClick={() => cancel.mutate({ params: { id } })}>
                      {t('cancel')}
                    </Button>
                  )}
                  {job.endedAt !== null && job.steps.some(hasFailed) && (
                    <Button variant="outlined" onClick={() => restart.mutate({ params: { id } })}>
                      {t('restart')}
                    </Button>
                  )}
                </>
              )
            }
          >
            {job.endedAt === null && (
              <LinearProgress
                variant="determinate"
                value={job.progress * 100}
                aria-label={shared('jobs.progress')}
              />
            )}
            <Card title={t('steps')} flush>
              <div
                style={{ display: 'flex', maxHeight: '45vh', height: heightOf(job.steps.length) }}
              >
                <DataTable
                  label={t('steps')}
                  rows={job.steps.map((step, index) => ({ ...step, index }))}
                  rowKey={(step) => String(step.index)}
                  rowName={(step) => step.name}
                  columns={[
                    {
                      id: 'status',
                      header: t('status'),
                      width: 120,
                      cell: (step) => (
                        <StatusChip
                          status={statusOfStep[step.status]}
                          word={t(`stepStatus.${step.status}`)}
                        />
                      ),
                    },
                    { id: 'step', header: t('step'), width: 220, cell: (step) => step.name },
                    {
                      id: 'object',
                      header: t('object'),
                      width: 190,
                      wideOnly: true,
                      cell: (step) => step.object ?? '',
                    },
                    {
                      id: 'took',
                      header: t('took'),
                      width: 90,
                      align: 'end',
                      wideOnly: true,
                      cell: tookOf,
                    },
                    {
                      id: 'detail',
                      header: t('detail'),
                      width: 260,
                      grow: true,
                      wideOnly: true,
                      cell: (row) => <span title={resultOf(row)}>{resultOf(row)}</span>,
                    },
                  ]}
                  current={open === undefined ? undefined : String(job.steps.indexOf(open))}
                  onOpen={(row) => onStep(String(row.index))}
                  virtual
                />
              </div>
            </Card>
            {open !== undefined && <StepDetail step={open} />}
          </Page>
        );
      }}
    </Shown>
  );
};

/** What restarting a job does again. */
const hasFailed = ({ status }: JobStep): boolean => status === 'failed' || status === 'cancelled';

/** The step that is asked for, or the first that failed. */
const openStep = (steps: readonly JobStep[], asked: string | undefined): JobStep | undefined =>
  asked === undefined ? steps.find(({ status }) => status === 'failed') : steps[Number(asked)];

/** As high as its rows. */
const heightOf = (rows: number): number => 36 + rows * 36;
