/** What distinguishes one hardware model from another in what its firmware measures. */
export interface HardwareModel {
  readonly id: string;
  readonly manufacturer: string;
  readonly name: string;
  /** Prefix of the serial numbers. */
  readonly serialPrefix: string;
  readonly processor: string;
  readonly logicalProcessors: number;
  readonly memoryGiB: number;
  /** Firmware volumes that the firmware measures into PCR 0: base and length in bytes. */
  readonly firmwareVolumes: readonly { readonly base: bigint; readonly length: bigint }[];
  /** Option ROMs in PCR 2, by the path of their PCI device. */
  readonly optionRoms: readonly {
    readonly name: string;
    readonly pci: readonly [number, number];
    readonly version: string;
  }[];
}

/** An operating system image: what boot manager and loader measure. */
export interface OperatingSystem {
  readonly caption: string;
  readonly version: string;
  readonly build: string;
  /** Update build revision: which cumulative update. */
  readonly revision: number;
  readonly bootManagerSvn: number;
}

/** What hosts share: hosts of one line have the same baseline. */
export interface ProductLine {
  readonly model: HardwareModel;
  readonly firmware: string;
  readonly os: OperatingSystem;
  /** How many of every twelve hosts. */
  readonly share: number;
}

const ws2022: OperatingSystem = {
  caption: 'Microsoft Windows Server 2022 Datacenter',
  version: '10.0.20348',
  build: '20348',
  revision: 4405,
  bootManagerSvn: 2,
};

const ws2025: OperatingSystem = {
  caption: 'Microsoft Windows Server 2025 Datacenter',
  version: '10.0.26100',
  build: '26100',
  revision: 7171,
  bootManagerSvn: 7,
};

const r7525: HardwareModel = {
  id: 'r7525',
  manufacturer: 'Fabrikam',
  name: 'Fabrikam R7525',
  serialPrefix: 'FBK',
  processor: 'Fabrikam Epoch 7543 32-Core Processor',
  logicalProcessors: 128,
  memoryGiB: 512,
  firmwareVolumes: [
    { base: 0x76000000n, length: 0x01000000n },
    { base: 0x77000000n, length: 0x00c40000n },
  ],
  optionRoms: [
    { name: 'Fabrikam 25GbE UNDI', pci: [0, 1], version: '22.0.5' },
    { name: 'Fabrikam SAS 12G', pci: [0, 3], version: '7.700' },
  ],
};

const dl385: HardwareModel = {
  id: 'dl385',
  manufacturer: 'Northwind',
  name: 'Northwind DL385 G11',
  serialPrefix: 'NWX',
  processor: 'Northwind Genoa 9354 32-Core Processor',
  logicalProcessors: 64,
  memoryGiB: 768,
  firmwareVolumes: [
    { base: 0xff000000n, length: 0x00800000n },
    { base: 0xff800000n, length: 0x00780000n },
    { base: 0x6d5d0000n, length: 0x00ac0000n },
  ],
  optionRoms: [{ name: 'Northwind 100GbE UNDI', pci: [0, 2], version: '16.35.4' }],
};

const s2600: HardwareModel = {
  id: 's2600',
  manufacturer: 'Wingtip',
  name: 'Wingtip S2600',
  serialPrefix: 'WTT',
  processor: 'Wingtip Lake 6338 32-Core Processor',
  logicalProcessors: 64,
  memoryGiB: 256,
  firmwareVolumes: [{ base: 0xfe000000n, length: 0x01f00000n }],
  optionRoms: [
    { name: 'Wingtip X710 UNDI', pci: [0, 0], version: '1.3310.0' },
    { name: 'Wingtip NVMe', pci: [0, 4], version: '1.2.0' },
  ],
};

/** The fleet, in shares of twelve; a new row is a new baseline. */
export const productLines: readonly ProductLine[] = [
  { model: r7525, firmware: '2.17.3', os: ws2022, share: 5 },
  { model: r7525, firmware: '2.19.0', os: ws2025, share: 2 },
  { model: dl385, firmware: 'A55 2.62', os: ws2025, share: 3 },
  { model: s2600, firmware: 'SE5C620.86B.02.01.0017', os: ws2022, share: 2 },
];
