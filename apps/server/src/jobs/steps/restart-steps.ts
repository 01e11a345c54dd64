import { setTimeout as delay } from 'node:timers/promises';
import { HostFailure } from '@gatehouse/fabric';
import { partReaders } from '../../hosts/host-readers.ts';
import { completed, type Step, type StepContext, StepError, skipped } from '../step.ts';
import { bootTimeOf } from './changing-steps.ts';

const lookEvery = 1000;
/** A host that is still up after this long has not taken the order. */
const orderAgainAfter = 60_000;

/**
 * Restarts the host and waits until it is back. The boot time from before is remembered first: an
 * interrupted run sees by it whether the host has restarted meanwhile.
 */
export const restartStep: Step = async (context) => {
  const { connection, memo, remember, signal } = context;
  if (memo !== null) return resumed(context);
  const before = await bootTimeOf(await connection(), signal);
  await remember(before);
  await (await connection()).restart({ signal });
  return waitUntilBack({ ...context, memo: before });
};

/** An interrupted run may have ordered the restart or not; a host that is away is on its way. */
const resumed = async (context: StepContext) => {
  const state = await currentBoot(context);
  if (state === 'other') return completed('restarted while the job was interrupted');
  if (state === 'same') await (await context.connection()).restart({ signal: context.signal });
  return waitUntilBack(context);
};

/** What is in force was measured at the last start: a policy put there since needs another one. */
export const restartIfNeededStep: Step = async (context) => {
  const { connection, clock, fleet, host, memo, signal } = context;
  if (memo !== null) return restartStep(context);
  const operatingSystem = await partReaders.operatingSystem(await connection(), clock, signal);
  const read = fleet.read(host().record.id, { operatingSystem });
  const deployedAt = read?.record.policyDeployedAt ?? null;
  const bootedAt = operatingSystem.value?.bootedAt ?? null;
  const needed = deployedAt !== null && bootedAt !== null && bootedAt < deployedAt;
  return needed ? restartStep(context) : skipped('not needed');
};

const waitUntilBack = async (context: StepContext) => {
  const { clock, signal, restartTimeout } = context;
  const started = clock().getTime();
  let ordered = started;
  for (;;) {
    await delay(lookEvery, undefined, { signal });
    const state = await currentBoot(context);
    const waited = clock().getTime() - started;
    if (state === 'other') return completed(`back after ${Math.round(waited / 1000)} s`);
    if (waited > restartTimeout) {
      throw new StepError(
        'restart-timeout',
        `The host has not come back within ${Math.round(restartTimeout / 60_000)} minutes.`,
        'Look at its console. Once it is up, restart the job.',
      );
    }
    if (state === 'same' && clock().getTime() - ordered > orderAgainAfter) {
      ordered = clock().getTime();
      await (await context.connection()).restart({ signal });
    }
  }
};

/** Whether the host runs since another time than the remembered one; `away` while it does not answer. */
const currentBoot = async ({ connection, memo, signal }: StepContext) => {
  try {
    return (await bootTimeOf(await connection(), signal)) === memo ? 'same' : 'other';
  } catch (error) {
    if (!(error instanceof HostFailure) || error.code === 'aborted') throw error;
    // A host that starts answers oddly for a while; only a wrong password stays wrong.
    if (error.code === 'auth-rejected') throw error;
    return 'away';
  }
};
