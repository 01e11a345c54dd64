import { setTimeout as delay } from 'node:timers/promises';
import { type Explanation, hgsCauseCode, type Verdict } from '@gatehouse/contracts';
import { causes } from '../../health/causes.ts';
import type { HgsClientReading } from '../../health/readings.ts';
import { statusCause, substatusCause } from '../../health/rules/attestation-causes.ts';
import { tooOldTpm } from '../../health/rules/platform.ts';
import { hgsClientReadingOf } from '../../hosts/host-readers.ts';
import { completed, type Step, type StepContext, StepError, type StepOutcome } from '../step.ts';
import { causeError } from './network-error.ts';

interface Attested {
  readonly reading: HgsClientReading;
  /** Why HGS refused the host; null where it passed, or where the feed does not tell. */
  readonly explanation: Explanation | null;
}

const attestNow = async (context: StepContext): Promise<Attested> => {
  const { connection, clock, fleet, host, signal } = context;
  const before = host().hgs.verdict?.id ?? null;
  const { value, milliseconds } = await (await connection()).attest({ signal });
  const reading = hgsClientReadingOf(value);
  fleet.read(host().record.id, {
    hgsClient: { at: clock().toISOString(), milliseconds, value: reading },
  });
  const isRefused = reading.attestationStatus !== 'Passed';
  const verdict = isRefused ? await verdictAfter(before, context) : null;
  return { reading, explanation: verdict?.explanation ?? null };
};

const lookEvery = 50;
/** The verdict comes by the feed of HGS, usually before the host has its answer. */
const verdictTimeout = 2000;

const verdictAfter = async (
  before: string | null,
  { clock, fleet, host, signal }: StepContext,
): Promise<Verdict | null> => {
  const started = clock().getTime();
  while (fleet.feed.connected && host().hgs.covers) {
    const { verdict } = host().hgs;
    if (verdict !== null && verdict.id !== before) return verdict;
    if (clock().getTime() - started > verdictTimeout) break;
    await delay(lookEvery, undefined, { signal });
  }
  return null;
};

/** Forces a new attestation. Fails unless HGS passes the host. */
export const attestStep: Step = async (context) => judged(await attestNow(context), context);

/** The first attestation of a new host: that its TPM has to be approved first is how it should be. */
export const attestNewStep: Step = async (context) => {
  const attested = await attestNow(context);
  return attested.reading.attestationStatus === 'UnauthorizedHost'
    ? completed('waits for approval by the HGS administrator (Guardian, Waiting for approval)')
    : judged(attested, context);
};

const judged = ({ reading, explanation }: Attested, { host }: StepContext): StepOutcome => {
  const { attestationStatus, attestationSubstatus } = reading;
  if (attestationStatus === 'Passed') return completed('Passed');
  const tooOld = attestationStatus === 'TpmError' ? tooOldTpm(host().readings) : null;
  if (tooOld !== null) throw causeError('tpm-too-old', { actual: tooOld });
  const words = [attestationStatus, ...attestationSubstatus].join(', ');
  if (explanation !== null) {
    const { cause, sentence, remedy } = explanation;
    const message = `HGS did not pass the host (${words}): ${sentence}`;
    throw new StepError(hgsCauseCode(cause), message, remedy, { explanation });
  }
  const [substatus] = attestationSubstatus;
  const code =
    (substatus === undefined ? statusCause[attestationStatus] : substatusCause[substatus]) ??
    'hgs-refused';
  throw new StepError(code, `HGS did not pass the host: ${words}.`, causes[code].remedy);
};
