import { causes } from '../../health/causes.ts';
import type { HgsClientReading } from '../../health/readings.ts';
import { statusCause, substatusCause } from '../../health/rules/attestation-causes.ts';
import { hgsClientReadingOf } from '../../hosts/host-readers.ts';
import { completed, type Step, type StepContext, StepError, type StepOutcome } from '../step.ts';

const attestNow = async ({ connection, clock, fleet, host, signal }: StepContext) => {
  const { value, milliseconds } = await (await connection()).attest({ signal });
  const reading = hgsClientReadingOf(value);
  fleet.read(host().record.id, {
    hgsClient: { at: clock().toISOString(), milliseconds, value: reading },
  });
  return reading;
};

/** Forces a new attestation. Fails unless HGS passes the host. */
export const attestStep: Step = async (context) => judged(await attestNow(context));

/** The first attestation of a new host: that its TPM has to be approved first is how it should be. */
export const attestNewStep: Step = async (context) => {
  const reading = await attestNow(context);
  return reading.attestationStatus === 'UnauthorizedHost'
    ? completed('waits for approval by the HGS administrator (Guardian, Waiting for approval)')
    : judged(reading);
};

const judged = ({ attestationStatus, attestationSubstatus }: HgsClientReading): StepOutcome => {
  if (attestationStatus === 'Passed') return completed('Passed');
  const [substatus] = attestationSubstatus;
  const code =
    (substatus === undefined ? statusCause[attestationStatus] : substatusCause[substatus]) ??
    'hgs-refused';
  const words = [attestationStatus, ...attestationSubstatus].join(', ');
  throw new StepError(code, `HGS did not pass the host: ${words}.`, causes[code].remedy);
};
