import type { HostConnection } from '@gatehouse/fabric';
import { urlsAgree } from '../../health/rules/configuration.ts';
import { hgsClientReadingOf } from '../../hosts/host-readers.ts';
import { completed, type Step, type StepContext, StepError, skipped } from '../step.ts';

export const setHgsUrlsStep: Step = async ({ connection, clock, fleet, host, signal }) => {
  const { primary, fallback } = fleet.settings;
  if (primary === null) {
    throw new StepError(
      'hgs-not-configured',
      'The global Host Guardian Service settings are not set.',
      'An administrator sets the HGS URLs under Settings, Host Guardian Service; then restart the job.',
    );
  }
  const open = await connection();
  const before = hgsClientReadingOf((await open.readHgsClient({ signal })).value);
  if (before.mode === 'secure-hosting-service' && urlsAgree(before, fleet.settings)) {
    return skipped('they are set already');
  }
  const { value, milliseconds } = await open.setHgsUrls(primary, fallback, { signal });
  const hgsClient = { at: clock().toISOString(), milliseconds, value: hgsClientReadingOf(value) };
  fleet.read(host().record.id, { hgsClient });
  return completed(`${primary.attestationServerUrl}, ${primary.keyProtectionServerUrl}`);
};

export const clearHgsUrlsStep: Step = async ({ connection, clock, fleet, host, signal }) => {
  const { value, milliseconds } = await (await connection()).clearHgsUrls({ signal });
  const hgsClient = { at: clock().toISOString(), milliseconds, value: hgsClientReadingOf(value) };
  fleet.read(host().record.id, { hgsClient });
  return completed('local mode');
};

/** Deploys the policy of the host; `again` also where the same file is there already. */
export const deployPolicyStep =
  (again: boolean): Step =>
  async (context) => {
    const { connection, fleet, host, inventory, signal } = context;
    const { record, readings } = host();
    const policy = fleet.policy(record.codeIntegrityPolicyId);
    if (policy === null || record.codeIntegrityPolicyId === null) {
      throw new StepError(
        'code-integrity-policy-not-chosen',
        'No code integrity policy is chosen for this host.',
        'Choose one in the properties of the host, then restart the job.',
      );
    }
    const open = await connection();
    const inForce = readings.deviceGuard?.value?.codeIntegrity ?? 'off';
    const onHost = (await open.readDeployedCodeIntegrityPolicyHash({ signal })).value;
    if (!again && onHost === policy.sha256 && inForce !== 'off') {
      return skipped(`${policy.name} is on the host already`);
    }
    const file = await inventory.policyFile(record.codeIntegrityPolicyId);
    const { value } = await open.deployCodeIntegrityPolicy(file.bytes, { signal });
    if (value.sha256 !== file.sha256) {
      throw new StepError(
        'copy-differs',
        'The file on the host is not the one that was sent.',
        'Restart the job; if it stays, something on the host changes files.',
      );
    }
    await inventory.policyDeployed(record.id, file.sha256);
    return completed(`${policy.name}, SHA-256 ${file.sha256}`);
  };

const startService = async (context: StepContext, name: string) => {
  const { value } = await (await context.connection()).readServices([name], {
    signal: context.signal,
  });
  if (value.some(({ state }) => state === 'Running')) return skipped(`${name} runs already`);
  await (await context.connection()).startService(name, { signal: context.signal });
  return completed(`${name} started`);
};

export const startServiceStep =
  (name: string): Step =>
  (context) =>
    startService(context, name);

/** The management service that the health tree judged: SCVMM's agent where there is one. */
export const startAgentStep: Step = (context) => {
  const services = context.host().readings.services?.value ?? [];
  const agent = services.find(({ name }) => name.toLowerCase() === 'scvmmagent');
  return startService(context, agent?.name ?? 'WinRM');
};

export const resyncClockStep: Step = async ({ connection, signal }) => {
  await (await connection()).resyncClock({ signal });
  return completed();
};

export const removeStep: Step = async ({ host, inventory }) => {
  const { id } = host().record;
  await inventory.removeHost(id);
  return completed('nothing on the host was changed');
};

/** The start time of a host, to tell whether it has restarted since. */
export const bootTimeOf = async (
  connection: HostConnection,
  signal: AbortSignal,
): Promise<string> => {
  const { value } = await connection.readOperatingSystem({ signal });
  return value.bootedAt?.toISOString() ?? 'unknown';
};
