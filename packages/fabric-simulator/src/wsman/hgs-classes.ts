import { attestationStatusNumber } from '@gatehouse/contracts';
import { attestationSubstatusValue } from '@gatehouse/fabric';
import { operationMode } from '@gatehouse/hgs-protocol';
import type { CimValues } from '@gatehouse/wsman/server';
import type { SimulatedHost } from '../host/simulated-host.ts';
import type { HgsClientSettings } from '../state/host-state.ts';
import { type CimClassRow, type CimMethod, returns, textOf, textsOf } from './cim-class.ts';

/** HRESULT of ERROR_INVALID_PARAMETER. */
const invalidParameter = 0x80070057;
const modeNumber = { local: 1, 'secure-hosting-service': 2 } as const;
const longestUrl = 2048;

/** A stopped HGS client knows its settings, and no verdict. */
const verdictOf = (host: SimulatedHost) => {
  const runs = host.state.services['HgClientService']?.state === 'Running';
  const { mode } = host.state.hgsClient;
  const status = runs || mode === 'local' ? host.attestationStatus : 'Unknown';
  const { substatus, operationMode: attested } = host.state.attestation;
  return {
    IsHostGuarded: mode === 'secure-hosting-service' && status === 'Passed',
    AttestationOperationMode: runs ? operationMode[attested] : operationMode.unknown,
    AttestationStatus: attestationStatusNumber[status],
    AttestationSubstatus: attestationSubstatusValue(runs ? substatus : []),
  };
};

const configurationOf = (host: SimulatedHost): CimValues => {
  const { hgsClient, attestation } = host.state;
  const verdict = verdictOf(host);
  return {
    Mode: modeNumber[hgsClient.mode],
    IsHostGuarded: verdict.IsHostGuarded,
    KeyProtectionServerUrl: hgsClient.primary?.keyProtectionServerUrl ?? null,
    AttestationServerUrl: hgsClient.primary?.attestationServerUrl ?? null,
    AttestationOperationMode: verdict.AttestationOperationMode,
    AttestationStatus: verdict.AttestationStatus,
    AttestationSubstatus: verdict.AttestationSubstatus,
    FallbackAttestationServerUrl:
      hgsClient.fallback === null ? [] : [hgsClient.fallback.attestationServerUrl],
    FallbackKeyProtectionServerUrl:
      hgsClient.fallback === null ? [] : [hgsClient.fallback.keyProtectionServerUrl],
    LastAttestationServerUrl: attestation.lastAttestationServerUrl,
    LastKeyProtectionServerUrl: attestation.lastKeyProtectionServerUrl,
  };
};

const className = 'MSFT_HgsClientConfiguration';

const withConfiguration = (host: SimulatedHost) =>
  returns(0, { cmdletOutput: { class: className, properties: configurationOf(host) } });

const isServiceUrl = (text: string | null): text is string =>
  text !== null &&
  text.length <= longestUrl &&
  URL.canParse(text) &&
  ['http:', 'https:'].includes(new URL(text).protocol);

const pairOf = (
  attestation: string | null | undefined,
  keyProtection: string | null | undefined,
): HgsClientSettings['primary'] => {
  const [attestationServerUrl, keyProtectionServerUrl] = [
    attestation ?? null,
    keyProtection ?? null,
  ];
  return isServiceUrl(attestationServerUrl) && isServiceUrl(keyProtectionServerUrl)
    ? { attestationServerUrl, keyProtectionServerUrl }
    : null;
};

/** The call attests at once, as the cmdlet does, and answers with what came of it. */
const setSecureHostingService: CimMethod = async ({ host }, parameters) => {
  const primary = pairOf(
    textOf(parameters, 'AttestationServerUrl'),
    textOf(parameters, 'KeyProtectionServerUrl'),
  );
  const [fallbackAttestation] = textsOf(parameters, 'FallbackAttestationServerUrl');
  const [fallbackKeyProtection] = textsOf(parameters, 'FallbackKeyProtectionServerUrl');
  const fallback = pairOf(fallbackAttestation, fallbackKeyProtection);
  if (primary === null) return returns(invalidParameter);
  await host.setHgsClient({ mode: 'secure-hosting-service', primary, fallback });
  return withConfiguration(host);
};

const setLocal: CimMethod = async ({ host }, parameters) => {
  if (textOf(parameters, 'EnableLocalMode')?.toLowerCase() !== 'true')
    return returns(invalidParameter);
  await host.setHgsClient({ mode: 'local', primary: null, fallback: null });
  return withConfiguration(host);
};

/** Attests anew; what is asked about is the configured service. */
const isHostTrusted: CimMethod = async ({ host }) => {
  await host.attest();
  return returns(0, verdictOf(host));
};

/** [MS] HgsClientWmi: root\Microsoft\Windows\Hgs. */
export const hgsClasses: readonly CimClassRow[] = [
  {
    namespace: 'root/Microsoft/Windows/Hgs',
    name: className,
    instances: ({ host }) => [configurationOf(host)],
    methods: {
      Get: ({ host }) => withConfiguration(host),
      SetBySecureHostingServiceMode: setSecureHostingService,
      SetByChangeToLocalMode: setLocal,
      IsHostTrusted: isHostTrusted,
    },
  },
];
