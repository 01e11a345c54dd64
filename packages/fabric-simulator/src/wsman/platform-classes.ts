import { MalformedError } from '@gatehouse/bytes';
import { readPolicy } from '@gatehouse/code-integrity';
import type { CimValues } from '@gatehouse/wsman/server';
import { activePolicyOf } from '../host/measured-policy.ts';
import type { SimulatedHost } from '../host/simulated-host.ts';
import { type CimClassRow, type CimMethod, returns, textOf } from './cim-class.ts';
import { win32TpmOf } from './win32-tpm.ts';

const fileNotFound = 0x80070002;
const invalidData = 0x8007000d;

/** Win32_DeviceGuard numbers: enforcement 0 off, 1 audit, 2 enforced. */
const enforcement = { audit: 1, enforced: 2 } as const;

const deviceGuard = (host: SimulatedHost): CimValues => {
  const { vbs, hvci, iommu, secureBoot } = host.state.bootedConfiguration;
  const policy = activePolicyOf(host.state.bootedPolicy, host.files);
  const kernelMode = policy === null ? 0 : enforcement[policy.mode];
  return {
    AvailableSecurityProperties: [1, ...(secureBoot ? [2] : []), ...(iommu ? [3] : []), 5, 7],
    CodeIntegrityPolicyEnforcementStatus: kernelMode,
    InstanceIdentifier: '4ff40742-2649-41b8-bdd1-e80fad1cce80',
    RequiredSecurityProperties: vbs ? [1, ...(iommu ? [3] : [])] : [0],
    SecurityServicesConfigured: hvci ? [2] : [0],
    SecurityServicesRunning: vbs && hvci ? [2] : [0],
    UsermodeCodeIntegrityPolicyEnforcementStatus: policy?.userMode ? kernelMode : 0,
    Version: '1.0',
    VirtualizationBasedSecurityStatus: vbs ? 2 : 0,
  };
};

const yes =
  (name: string): CimMethod =>
  () =>
    returns(0, { [name]: true });

/** Takes a policy over as SiPolicy.p7b; it is in force after a restart. */
const updatePolicy: CimMethod = ({ host, files }, parameters) => {
  const bytes = files.read(textOf(parameters, 'FilePath') ?? '');
  if (bytes === null) return returns(fileNotFound);
  try {
    if (readPolicy(bytes).form === 'xml') return returns(invalidData);
  } catch (error) {
    if (error instanceof MalformedError) return returns(invalidData);
    throw error;
  }
  host.deployPolicy(host.files.put(bytes));
  return returns(0, { cmdletOutput: 0n });
};

/** 0: the file is the deployed policy. */
const comparePolicy: CimMethod = ({ host, files }, parameters) => {
  const bytes = files.read(textOf(parameters, 'FilePath') ?? '');
  if (bytes === null) return returns(fileNotFound);
  return returns(0, { cmdletOutput: host.files.put(bytes) === host.state.policy ? 0n : 1n });
};

export const platformClasses: readonly CimClassRow[] = [
  {
    namespace: 'root/Microsoft/Windows/DeviceGuard',
    name: 'Win32_DeviceGuard',
    instances: ({ host }) => [deviceGuard(host)],
  },
  {
    namespace: 'root/cimv2/Security/MicrosoftTpm',
    name: 'Win32_Tpm',
    instances: async ({ host }) => [await win32TpmOf(host)],
    methods: {
      GetTcgLog: async ({ host }) => returns(0, { TcgLog: await host.eventLog() }),
      IsReady: yes('IsReady'),
      IsEnabled: yes('IsEnabled'),
      IsActivated: yes('IsActivated'),
      IsOwned: yes('IsOwned'),
      IsEndorsementKeyPairPresent: yes('IsEndorsementKeyPairPresent'),
      IsKeyAttestationCapable: () => returns(0, { TestResult: 0 }),
    },
  },
  {
    namespace: 'root/Microsoft/Windows/CI',
    name: 'PS_UpdateAndCompareCIPolicy',
    instances: () => [],
    methods: {
      Update: updatePolicy,
      Compare: comparePolicy,
      Delete: ({ host }) => {
        host.deployPolicy(null);
        return returns(0, { cmdletOutput: 0n });
      },
    },
  },
];
