import {
  type AttestationStatusName,
  type AttestationSubstatus,
  type CauseCode,
  type HealthNodeId,
  type HostStatus,
  hgsCauses,
  isHgsCause,
  type JobStatus,
  type StepStatus,
} from '@gatehouse/contracts';
import { useShared } from '../i18n/i18n.ts';

/** The words for the closed sets of the contract, in one place for every page. */
export const useWords = () => {
  const t = useShared();
  return {
    status: (status: HostStatus) => t(`status.${status}`),
    node: (id: HealthNodeId) => t(`node.${dotless(id)}`),
    // What HGS found has its words in the contract: the same wherever it is told.
    cause: (code: CauseCode): string =>
      isHgsCause(code) ? hgsCauses[code].title : t(`cause.${code}`),
    attestation: (status: AttestationStatusName) => t(`attestation.${status}`),
    substatus: (substatus: AttestationSubstatus) => t(`substatus.${substatus}`),
  };
};

type Dotless<S extends string> = S extends `${infer A}.${infer B}` ? `${A}_${B}` : S;

/** Keys of messages have no dots, ids of health nodes have one. */
const dotless = <S extends HealthNodeId>(id: S): Dotless<S> => id.replace('.', '_') as Dotless<S>;

/** Which status an attestation outcome is shown as. */
export const statusOfAttestation: Readonly<Record<AttestationStatusName, HostStatus>> = {
  NotConfigured: 'warning',
  Unknown: 'unknown',
  Passed: 'ok',
  Expired: 'stale',
  TransientError: 'warning',
  UnauthorizedHost: 'error',
  TpmError: 'error',
  InsecureHostConfiguration: 'error',
};

export const statusOfJob: Readonly<Record<JobStatus, HostStatus>> = {
  queued: 'pending',
  running: 'pending',
  completed: 'ok',
  'completed-with-errors': 'warning',
  failed: 'error',
  cancelled: 'unknown',
};

export const statusOfStep: Readonly<Record<StepStatus, HostStatus>> = {
  waiting: 'pending',
  running: 'pending',
  completed: 'ok',
  failed: 'error',
  skipped: 'unknown',
  cancelled: 'unknown',
};

/** Worst first: the order in which people want to read. */
export const severity: Readonly<Record<HostStatus, number>> = {
  error: 0,
  stale: 1,
  unknown: 2,
  warning: 3,
  pending: 4,
  maintenance: 5,
  ok: 6,
};
