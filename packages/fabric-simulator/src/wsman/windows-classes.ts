import type { CimValues } from '@gatehouse/wsman/server';
import type { SimulatedHost } from '../host/simulated-host.ts';
import { fabricDomain } from '../model/host-identity.ts';
import { type ServiceName, serviceNames } from '../state/host-state.ts';
import { type CimClassRow, type CimMethod, returns, textOf } from './cim-class.ts';

const displayNames: Readonly<Record<ServiceName, string>> = {
  vmms: 'Hyper-V Virtual Machine Management',
  vmcompute: 'Hyper-V Host Compute Service',
  HgClientService: 'Host Guardian Client Service',
  WinRM: 'Windows Remote Management (WS-Management)',
  W32Time: 'Windows Time',
  SCVMMAgent: 'System Center Virtual Machine Manager Agent',
};

const services = (host: SimulatedHost): readonly CimValues[] =>
  serviceNames.flatMap((name, i) => {
    const service = host.state.services[name];
    if (service === undefined) return [];
    const running = service.state === 'Running';
    return [
      {
        Name: name,
        DisplayName: displayNames[name],
        Started: running,
        StartMode: service.startMode,
        State: service.state,
        Status: 'OK',
        ProcessId: running ? 1200 + 36 * i : 0,
      },
    ];
  });

/** Return values of Win32_Service: 5 cannot accept control, 10 already running, 1060 does not exist. */
const controlService =
  (state: 'Running' | 'Stopped', already: number): CimMethod =>
  ({ host, soon }, _parameters, selectors) => {
    const wanted = [...selectors].find(([key]) => key.toLowerCase() === 'name')?.[1] ?? '';
    const name = serviceNames.find((known) => known.toLowerCase() === wanted.toLowerCase());
    if (name === undefined) return returns(1060);
    if (host.state.services[name]?.state === state) return returns(already);
    if (name === 'WinRM') soon(() => host.injectFault('winrm-stopped'));
    else host.setService(name, state);
    return returns(0);
  };

const operatingSystem = (host: SimulatedHost): CimValues => {
  const { os, model } = host.identity.line;
  const memoryKiB = BigInt(model.memoryGiB) * 1024n * 1024n;
  return {
    BuildNumber: os.build,
    Caption: os.caption,
    CSName: host.identity.computerName,
    FreePhysicalMemory: memoryKiB / 3n,
    LastBootUpTime: new Date(Date.parse(host.state.bootedAt)),
    LocalDateTime: new Date(host.now()),
    OSArchitecture: '64-bit',
    OSType: 18,
    ProductType: 3,
    SerialNumber: host.identity.serialNumber,
    Status: 'OK',
    TotalVisibleMemorySize: memoryKiB,
    Version: os.version,
  };
};

const restart: CimMethod = ({ host, soon }) => {
  soon(() => host.restart());
  return returns(0);
};

/** Flags of Win32Shutdown: 1 shut down, 2 reboot, 8 power off; 4 forces. */
const shutdownActions: ReadonlyMap<number, (host: SimulatedHost) => void> = new Map([
  [1, (host) => host.injectFault('powered-off')],
  [2, (host) => host.restart()],
  [8, (host) => host.injectFault('powered-off')],
]);

const win32Shutdown: CimMethod = ({ host, soon }, parameters) => {
  const flags = Number(textOf(parameters, 'Flags') ?? Number.NaN);
  const act = shutdownActions.get(flags & ~4);
  if (act === undefined) return returns(87);
  soon(() => act(host));
  return returns(0);
};

const computerSystem = (host: SimulatedHost): CimValues => {
  const { model } = host.identity.line;
  return {
    Name: host.identity.computerName,
    DNSHostName: host.identity.computerName.toLowerCase(),
    Domain: fabricDomain,
    DomainRole: 3,
    HypervisorPresent: true,
    Manufacturer: model.manufacturer,
    Model: model.name,
    NumberOfLogicalProcessors: model.logicalProcessors,
    NumberOfProcessors: 2,
    PartOfDomain: true,
    TotalPhysicalMemory: BigInt(model.memoryGiB) * 1024n ** 3n,
  };
};

const bios = (host: SimulatedHost): CimValues => ({
  Manufacturer: host.identity.line.model.manufacturer,
  Name: host.identity.line.firmware,
  SerialNumber: host.identity.serialNumber,
  SMBIOSBIOSVersion: host.identity.line.firmware,
});

const features = ['Microsoft-Hyper-V', 'Microsoft-Hyper-V-Offline', 'HostGuardian'] as const;

export const windowsClasses: readonly CimClassRow[] = [
  {
    namespace: 'root/cimv2',
    name: 'Win32_Service',
    key: 'Name',
    instances: ({ host }) => services(host),
    methods: {
      StartService: controlService('Running', 10),
      StopService: controlService('Stopped', 5),
    },
  },
  {
    namespace: 'root/cimv2',
    name: 'Win32_OperatingSystem',
    instances: ({ host }) => [operatingSystem(host)],
    methods: { Reboot: restart, Win32Shutdown: win32Shutdown },
  },
  {
    namespace: 'root/cimv2',
    name: 'Win32_ComputerSystem',
    instances: ({ host }) => [computerSystem(host)],
  },
  { namespace: 'root/cimv2', name: 'Win32_BIOS', instances: ({ host }) => [bios(host)] },
  {
    namespace: 'root/cimv2',
    name: 'Win32_OptionalFeature',
    key: 'Name',
    instances: () => features.map((Name) => ({ Name, Caption: Name, InstallState: 1 })),
  },
  {
    namespace: 'root/virtualization/v2',
    name: 'Msvm_ComputerSystem',
    key: 'Name',
    instances: ({ host }) => [
      {
        Caption: 'Hosting Computer System',
        Description: 'Microsoft Hosting Computer System',
        ElementName: host.identity.computerName,
        EnabledState: 2,
        HealthState: 5,
        Name: host.identity.computerName,
        OnTimeInMilliseconds: BigInt(Math.max(0, host.now() - Date.parse(host.state.bootedAt))),
      },
    ],
  },
];
