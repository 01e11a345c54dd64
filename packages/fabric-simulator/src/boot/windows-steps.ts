import { concat, fromHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  type EventToWrite,
  encodeAggregation,
  encodeSiPolicy,
  encodeTrustBoundary,
  encodeVsmIdk,
  eventType,
  encodeWindowsValue as value,
} from '@gatehouse/measured-boot';
import { derive } from '../model/derive.ts';
import { addressOfThisBoot, type BootContext, type BootStep, event } from './boot-step.ts';
import {
  type AuthorityName,
  authorities,
  type BootModule,
  bootManagerModules,
  kernelModules,
  loaderModules,
} from './components.ts';
import { bootManagerVersion } from './firmware-steps.ts';

/** SIPAEVENT_LOADEDMODULE_AGGREGATION of wbcl.h. */
const loadedModuleAggregation = 0x40010003;
/** CALG_SHA_256 of wincrypt.h. */
const calgSha256 = 0x800c;

export const tagged = (pcr: number, children: readonly Uint8Array[]): EventToWrite =>
  event(pcr, eventType.EV_EVENT_TAG, encodeTrustBoundary(children));

const versionOf = (context: BootContext, module: BootModule): string => {
  const { build, revision } = context.host.line.os;
  return bootManagerModules.includes(module) ? bootManagerVersion(context) : `${build}.${revision}`;
};

const authenticodeHash = (context: BootContext, module: BootModule): Uint8Array =>
  hash('sha256', derive(`${module.path} ${versionOf(context, module)}`, 'authenticode', 32));

const thumbprint = (authority: AuthorityName) => derive(authority, 'authority thumbprint', 20);

/** PCR 12: which images were loaded where. Differs from boot to boot. */
const loadedAt = (context: BootContext, module: BootModule): Uint8Array =>
  encodeAggregation(loadedModuleAggregation, [
    value('AuthenticodeHash', authenticodeHash(context, module)),
    value('ImageBase', addressOfThisBoot(context, module.path)),
  ]);

/** PCR 13: what was loaded and who signed it. The same from boot to boot. */
const loaded = (context: BootContext, module: BootModule): Uint8Array => {
  const authority = authorities[module.authority];
  return encodeAggregation(loadedModuleAggregation, [
    value('FilePath', module.path),
    value('ImageSize', BigInt(module.size)),
    value('HashAlgorithmID', calgSha256),
    value('AuthenticodeHash', authenticodeHash(context, module)),
    value('AuthorityIssuer', authority.issuer),
    value('AuthoritySerial', fromHex(authority.serial)),
    value('AuthorityPublisher', authority.publisher),
    value('AuthoritySHA1Thumbprint', thumbprint(module.authority)),
    value('ImageValidated', true),
  ]);
};

/** SPKI of an RSA-2048 key that stands for a signer's; its private half exists nowhere. */
const authorityKey = (authority: AuthorityName): Uint8Array => {
  const modulus = derive(authority, 'authority key', 256).slice();
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  modulus[255] = (modulus[255] ?? 0) | 1;
  return concat(
    fromHex('30820122300d06092a864886f70d01010105000382010f003082010a0282010100'),
    modulus,
    fromHex('0203010001'),
  );
};

const signedBy = (names: readonly AuthorityName[]): EventToWrite =>
  tagged(
    14,
    names.map((name) => value('AuthorityPubKey', authorityKey(name))),
  );

/** Code Integrity and debugging as each stage of the boot sees them: in PCR 12 and again in 13. */
const loaderOptions = ({ configuration: c }: BootContext): readonly Uint8Array[] => [
  value('OSKernelDebug', c.kernelDebug),
  value('CodeIntegrity', c.codeIntegrity),
  value('TestSigning', c.testSigning),
  value('SafeMode', c.safeMode),
  value('WinPE', c.winPe),
  value('FlightSigning', c.flightSigning),
  value('HypervisorDebug', c.hypervisorDebug),
];

/** What Windows measures of virtualization-based security: class A of wbcl.h. */
const vbsOptions = ({ configuration: c }: BootContext): readonly Uint8Array[] =>
  c.vbs
    ? [
        value('VBSVSMRequired', true),
        value('VBSSecurebootRequired', c.secureBoot),
        value('VBSIOMMURequired', c.iommu),
        value('VBSMandatoryEnforcement', false),
        value('VBSHVCIPolicy', c.hvci ? 1n : 0n),
      ]
    : [];

const vsmKeys = ({ vsmKeys: keys }: BootContext): readonly Uint8Array[] =>
  keys === null
    ? []
    : [
        value('IDKGenerationStatus', 0),
        encodeVsmIdk(keys.encryption, 'encryption'),
        encodeVsmIdk(keys.signing, 'signing'),
      ];

/** SHA-256 of the public key that dumps are encrypted with: one that no HGS trusts by itself. */
const dumpKeyDigest = derive('dump encryption', 'public key', 32);

/** Facts of this start, PCR 12. */
const operatingSystemState = (context: BootContext): readonly Uint8Array[] => {
  const { configuration: c } = context;
  return [
    value('TransferControl', c.resumed ? 2 : 1),
    value('BitlockerUnlock', c.bitLocker ? 4 : 0),
    value('DataExecutionPrevention', 1n),
    value('PhysicalAddressExtension', 1n),
    value('OSDevice', 0x10004),
    value('SystemRoot', '\\Windows'),
    value('HypervisorLaunchType', 1n),
    value('HypervisorIOMMUPolicy', c.iommu ? 1n : 0n),
    value('VSMLaunchType', c.vbs ? 1n : 0n),
    value('SMTStatus', 1),
    value('PagefileEncryptionEnabled', c.pagefileEncryption),
    value('HibernationDisabled', c.hibernationDisabled),
    value('DumpsDisabled', c.dumpsDisabled),
    value('DumpEncryptionEnabled', c.dumpEncryption),
    ...(c.dumpEncryption ? [value('DumpEncryptionKeyDigest', dumpKeyDigest)] : []),
    ...loaderOptions(context),
    ...vbsOptions(context),
    ...vsmKeys(context),
  ];
};

const kernelModulesOf = ({ configuration }: BootContext): readonly BootModule[] =>
  kernelModules.filter((module) => module.vbs === undefined || configuration.vbs);

const stage = (
  what: string,
  modulesOf: (context: BootContext) => readonly BootModule[],
  varying: (context: BootContext) => readonly Uint8Array[],
  fixed: (context: BootContext) => readonly Uint8Array[],
): BootStep => ({
  what,
  events: (context) => {
    const modules = modulesOf(context);
    return [
      tagged(12, [...varying(context), ...modules.map((m) => loadedAt(context, m))]),
      tagged(13, [...fixed(context), ...modules.map((m) => loaded(context, m))]),
      signedBy([...new Set(modules.map((m) => m.authority))]),
    ];
  },
});

const compactHash = (data: string): EventToWrite =>
  event(11, eventType.EV_COMPACT_HASH, fromHex(data));

/** What Windows measures into PCR 11 to 14, in the order of a real log. */
export const windowsSteps: readonly BootStep[] = [
  { what: 'BitLocker access', events: () => [compactHash('10000000')] },
  stage(
    'boot manager',
    () => bootManagerModules,
    ({ bootCount, configuration }) => [
      value('BootCounter', BigInt(bootCount)),
      value('BootDebugging', configuration.bootDebug),
      value('ApplicationSVN', 1),
      value('MorBitAPIStatus', 0),
    ],
    ({ host, configuration }) => [
      value('BootDebugging', configuration.bootDebug),
      value('ApplicationSVN', host.line.os.bootManagerSvn),
    ],
  ),
  stage(
    'operating system loader',
    () => loaderModules,
    (context) => [
      value('EventCounter', BigInt(context.bootCount)),
      value('TransferControl', context.configuration.resumed ? 2 : 1),
      ...loaderOptions(context),
    ],
    loaderOptions,
  ),
  stage('kernel and boot drivers', kernelModulesOf, operatingSystemState, (context) => [
    ...loaderOptions(context),
    ...(context.policy === null ? [] : [encodeSiPolicy(context.policy)]),
  ]),
  {
    what: 'hypervisor',
    when: ({ configuration }) => configuration.vbs,
    events: ({ configuration }) => [
      tagged(12, [
        value('TransferControl', 5),
        value('HypervisorDebug', configuration.hypervisorDebug),
        value('HypervisorBootDMAProtection', configuration.iommu),
      ]),
    ],
  },
  { what: 'end of BitLocker access', events: () => [compactHash('ffff0000')] },
  {
    what: 'end of the Windows boot',
    events: () =>
      [12, 13, 14].map((pcr) => event(pcr, eventType.EV_SEPARATOR, fromHex('5742434c'))),
  },
];
