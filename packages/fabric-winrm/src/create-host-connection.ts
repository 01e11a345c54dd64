import { MalformedError } from '@gatehouse/bytes';
import {
  type CallOptions,
  type HgsClientState,
  type HostConnection,
  HostFailure,
  type Reading,
  watchedServices,
} from '@gatehouse/fabric';
import { TpmError } from '@gatehouse/tpm';
import { type CallLimits, numberProperty, type WsmanClient, WsmanError } from '@gatehouse/wsman';
import {
  copyFile,
  reachUrls,
  readDeployedPolicyHash,
  readEventLog,
  readPlatformIdentifier,
  readTpmCapabilities,
  resyncClock,
} from './host-commands.ts';
import { policyUploadPath } from './host-scripts.ts';
import {
  cimClass,
  deviceGuardOf,
  hgsClientOf,
  identityOf,
  operatingSystemOf,
  queries,
  serviceQuery,
  servicesOf,
  tpmOf,
} from './read-cim.ts';

export interface WinrmTimeouts {
  /** Until TCP (and TLS) stand. */
  readonly connect: number;
  /** For a read, from asking to the last byte; and for each answer while a command runs. */
  readonly read: number;
  /** For a change: HGS settings attest at once. */
  readonly change: number;
}

/** The port to one host over a WS-Man client. */
export function createHostConnection(
  client: WsmanClient,
  timeouts: WinrmTimeouts,
  now: () => Date,
): HostConnection {
  const limited =
    (timeoutMilliseconds: number) =>
    async <T>(
      options: CallOptions | undefined,
      run: (limits: CallLimits) => Promise<T>,
    ): Promise<Reading<T>> => {
      const startedAt = performance.now();
      try {
        const value = await run({
          ...options,
          timeoutMilliseconds,
          answerMilliseconds: timeouts.read,
        });
        return { value, milliseconds: performance.now() - startedAt };
      } catch (error) {
        throw failureOf(error);
      }
    };
  const read = limited(timeouts.read);
  const change = limited(timeouts.change);

  const hgs = async (
    method: string,
    parameters: Parameters<WsmanClient['invoke']>[2],
    limits: CallLimits,
  ): Promise<HgsClientState> => {
    const call = { ...limits, repeatable: method === 'Get' };
    const answer = await client.invoke(cimClass.hgsClient, method, parameters, call);
    refuseReturnValue(answer, `${method} of the HGS client`);
    return hgsClientOf(answer);
  };

  const attest = async (limits: CallLimits): Promise<HgsClientState> => {
    const before = await hgs('Get', {}, limits);
    if (before.attestationServerUrl === null) return before;
    const parameters = { AttestationServerUrl: before.attestationServerUrl };
    const answer = await client.invoke(cimClass.hgsClient, 'IsHostTrusted', parameters, limits);
    refuseReturnValue(answer, 'IsHostTrusted of the HGS client');
    return hgs('Get', {}, limits);
  };

  return {
    identify: (options) =>
      read(options, async (limits) => {
        const anonymous = options?.anonymous === true;
        return identityOf(await client.identify(limits, { anonymous }));
      }),
    readHgsClient: (options) => read(options, (limits) => hgs('Get', {}, limits)),
    readServices: (names = watchedServices, options) =>
      read(options, async (limits) =>
        servicesOf(await client.enumerate(cimClass.service, serviceQuery(names), limits)),
      ),
    readDeviceGuard: (options) =>
      read(options, async (limits) =>
        deviceGuardOf(await client.enumerate(cimClass.deviceGuard, queries.deviceGuard, limits)),
      ),
    readOperatingSystem: (options) =>
      read(options, async (limits) => {
        const asked = now().getTime();
        const rows = await client.enumerate(
          cimClass.operatingSystem,
          queries.operatingSystem,
          limits,
        );
        return operatingSystemOf(rows, (asked + now().getTime()) / 2);
      }),
    readTpm: (options) =>
      read(options, async (limits) =>
        tpmOf(await client.enumerate(cimClass.tpm, queries.tpm, limits)),
      ),
    readTpmCapabilities: (options) =>
      change(options, (limits) => readTpmCapabilities(client, limits)),
    readPlatformIdentifier: (options) =>
      change(options, (limits) => readPlatformIdentifier(client, limits)),
    readEventLog: (options) => change(options, (limits) => readEventLog(client, limits)),
    setHgsUrls: (pair, fallback, options) =>
      change(options, (limits) =>
        // The order is that of the class's declaration (hgsclientwmi, MSFT_HgsClientConfiguration).
        hgs(
          'SetBySecureHostingServiceMode',
          {
            KeyProtectionServerUrl: pair.keyProtectionServerUrl,
            AttestationServerUrl: pair.attestationServerUrl,
            FallbackKeyProtectionServerUrl: fallback ? [fallback.keyProtectionServerUrl] : [],
            FallbackAttestationServerUrl: fallback ? [fallback.attestationServerUrl] : [],
          },
          limits,
        ),
      ),
    clearHgsUrls: (options) =>
      change(options, (limits) => hgs('SetByChangeToLocalMode', { EnableLocalMode: true }, limits)),
    attest: (options) => change(options, attest),
    deployCodeIntegrityPolicy: (file, options) =>
      change(options, async (limits) => {
        const sha256 = await copyFile(client, policyUploadPath, file, limits);
        const parameters = { FilePath: policyUploadPath };
        const answer = await client.invoke(cimClass.codeIntegrity, 'Update', parameters, limits);
        refuseReturnValue(answer, 'Update of the code integrity policy');
        return { sha256 };
      }),
    readDeployedCodeIntegrityPolicyHash: (options) =>
      change(options, (limits) => readDeployedPolicyHash(client, limits)),
    startService: (name, options) =>
      change(options, async (limits) => {
        const call = { ...limits, selectors: { Name: name } };
        const answer = await client.invoke(cimClass.service, 'StartService', {}, call);
        const alreadyRunning = 10;
        refuseReturnValue(answer, `Starting the service ${name}`, [0, alreadyRunning]);
      }),
    reachUrls: (urls, options) => change(options, (limits) => reachUrls(client, urls, limits)),
    resyncClock: (options) => change(options, (limits) => resyncClock(client, limits)),
    restart: (options) =>
      change(options, async (limits) => {
        const forcedReboot = { Flags: 6, Reserved: 0 };
        const { operatingSystem } = cimClass;
        const answer = await client.invoke(operatingSystem, 'Win32Shutdown', forcedReboot, limits);
        refuseReturnValue(answer, 'Restarting');
      }),
    close: () => client.close(),
  };
}

function refuseReturnValue(
  answer: Awaited<ReturnType<WsmanClient['invoke']>>,
  what: string,
  accepted: readonly number[] = [0],
): void {
  const value = numberProperty(answer, 'ReturnValue') ?? 0;
  if (!accepted.includes(value))
    throw new HostFailure('change-refused', `${what} returned ${value}.`);
}

function failureOf(error: unknown): unknown {
  if (error instanceof HostFailure) return error;
  if (error instanceof WsmanError)
    return new HostFailure(error.code, error.message, { cause: error });
  if (error instanceof TpmError)
    return new HostFailure('command-failed', `The TPM refused: ${error.message}.`, {
      cause: error,
    });
  if (error instanceof MalformedError)
    return new HostFailure('malformed', error.message, { cause: error });
  if (error instanceof DOMException && error.name === 'AbortError')
    return new HostFailure('aborted', 'The call was given up.', { cause: error });
  return error;
}
