import { isIPv4 } from 'node:net';
import { tooOldTpm } from '../../health/rules/platform.ts';
import { partReaders } from '../../hosts/host-readers.ts';
import { readReachability, readTiers } from '../../hosts/read-tiers.ts';
import { allTiers } from '../../polling/poller.ts';
import { completed, type Step, StepError } from '../step.ts';
import { causeError, networkError } from './network-error.ts';

export const resolveStep: Step = async ({ host, resolve }) => {
  const { name } = host().record;
  if (isIPv4(name)) return completed('an address');
  const addresses = await resolve(name).catch((cause: unknown) => {
    throw new StepError(
      'host-unresolved',
      `The name ${name} cannot be resolved.`,
      'Check the name and its DNS record, then restart the job.',
      { cause },
    );
  });
  return completed(addresses.join(', '));
};

/** Without the account: is there a host that speaks WS-Management at all? */
export const identifyStep: Step = async ({ connection, signal }) => {
  const { value, milliseconds } = await (await connection()).identify({ anonymous: true, signal });
  return completed(`${value.productVersion}, ${Math.round(milliseconds)} ms`);
};

export const authenticateStep: Step = async ({ connection, clock, fleet, host, signal }) => {
  const reading = await readReachability(await connection(), clock, signal);
  fleet.read(host().record.id, reading);
  const { failure } = reading.reachability;
  if (failure !== null) throw networkError(failure, host().record.name);
  return completed();
};

export const readStep: Step = async ({ connection, clock, fleet, host, signal }) => {
  const tiers = new Set(allTiers);
  const outcome = await readTiers(await connection(), tiers, clock, signal);
  const read = fleet.read(host().record.id, outcome.readings);
  const failure = outcome.readings.reachability?.failure ?? null;
  if (failure !== null) throw networkError(failure, host().record.name);
  const [unread] = outcome.failures;
  if (unread !== undefined) throw unread;
  const { os, tpm } = read?.summary ?? { os: null, tpm: null };
  const words = [
    os === null ? null : `${os.caption} (${os.build})`,
    tpm === null ? 'no TPM' : `TPM ${tpm.version} of ${tpm.manufacturer}`,
  ];
  return completed(words.filter((word) => word !== null).join(', '));
};

export const readTpmIdentityStep: Step = async ({ connection, clock, fleet, host, signal }) => {
  const tooOld = tooOldTpm(host().readings);
  // Nothing is deployed to, and nothing restarted for, a host that HGS cannot take.
  if (tooOld !== null && host().record.guarded) throw causeError('tpm-too-old', { actual: tooOld });
  const platformIdentifier = await partReaders.platformIdentifier(
    await connection(),
    clock,
    signal,
  );
  fleet.read(host().record.id, { platformIdentifier });
  const ekHash = platformIdentifier.value?.ekHash ?? null;
  if (ekHash !== null) return completed(`endorsement key ${ekHash}`);
  if (!host().record.guarded) return completed('the host gives no endorsement key');
  throw new StepError(
    'tpm-missing',
    'The host gives no endorsement key.',
    'Check that its TPM is on and ready (tpm.msc), then restart the job.',
  );
};

export const readAgainStep: Step = async ({ poller, host, signal }) => {
  const { id, name } = host().record;
  const outcome = await poller.readNow(id, allTiers, signal);
  const failure = outcome?.readings.reachability?.failure ?? null;
  if (failure !== null) throw networkError(failure, name);
  const { status, reason } = host().summary;
  return completed(reason === null ? status : `${status}: ${reason}`);
};
