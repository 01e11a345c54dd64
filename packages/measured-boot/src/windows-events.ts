/** How the data of a SIPA element is read. */
export type WindowsValueKind =
  | 'elements'
  | 'flag'
  | 'u8'
  | 'u32'
  | 'u64'
  | 'text'
  | 'filetime'
  | 'bytes'
  | 'empty'
  | 'si-policy'
  | 'vsm-key'
  | 'revocation-list'
  | 'sbcp'
  | 'policy-signer'
  | 'quote'
  | 'public-key'
  | 'algorithm-and-bytes'
  | 'checksum';

export interface WindowsEventType {
  readonly type: number;
  readonly name: string;
  readonly kind: WindowsValueKind;
}

const row = (type: number, name: string, kind: WindowsValueKind): WindowsEventType => ({
  type,
  name,
  kind,
});

/** SIPA event types: wbcl.h of the Windows SDK (SIPAEVENT_…), sizes as seen in real logs. */
export const windowsEvents: readonly WindowsEventType[] = [
  row(0x40010001, 'TrustBoundary', 'elements'),
  row(0x40010002, 'ELAMAggregation', 'elements'),
  row(0x40010003, 'LoadedModuleAggregation', 'elements'),
  row(0xc0010004, 'TrustpointAggregation', 'elements'),
  row(0x40010005, 'KSRAggregation', 'elements'),
  row(0x40010006, 'KSRSignedMeasurementAggregation', 'elements'),
  row(0x00020001, 'Information', 'bytes'),
  row(0x00020002, 'BootCounter', 'u64'),
  row(0x00020003, 'TransferControl', 'u32'),
  row(0x00020004, 'ApplicationReturn', 'bytes'),
  row(0x00020005, 'BitlockerUnlock', 'u32'),
  row(0x00020006, 'EventCounter', 'u64'),
  row(0x00020007, 'CounterID', 'u64'),
  row(0x00020008, 'MorBitNotCancelable', 'u32'),
  row(0x00020009, 'ApplicationSVN', 'u32'),
  row(0x0002000a, 'SVNChainStatus', 'u32'),
  row(0x0002000b, 'MorBitAPIStatus', 'u32'),
  row(0x0002000c, 'IDKGenerationStatus', 'u32'),
  row(0x00030001, 'FirmwareFailure', 'bytes'),
  row(0x80030002, 'TPMFailure', 'bytes'),
  row(0x00030003, 'InternalFailure', 'bytes'),
  row(0x80030004, 'KSRFailure', 'bytes'),
  row(0x00030005, 'HypervisorFailure', 'bytes'),
  row(0x00040001, 'BootDebugging', 'flag'),
  row(0x00040002, 'BootRevocationList', 'revocation-list'),
  row(0x00050001, 'OSKernelDebug', 'flag'),
  row(0x00050002, 'CodeIntegrity', 'flag'),
  row(0x00050003, 'TestSigning', 'flag'),
  row(0x00050004, 'DataExecutionPrevention', 'u64'),
  row(0x00050005, 'SafeMode', 'flag'),
  row(0x00050006, 'WinPE', 'flag'),
  row(0x00050007, 'PhysicalAddressExtension', 'u64'),
  row(0x00050008, 'OSDevice', 'u32'),
  row(0x00050009, 'SystemRoot', 'text'),
  row(0x0005000a, 'HypervisorLaunchType', 'u64'),
  row(0x0005000b, 'HypervisorPath', 'text'),
  row(0x0005000c, 'HypervisorIOMMUPolicy', 'u64'),
  row(0x0005000d, 'HypervisorDebug', 'flag'),
  row(0x0005000e, 'DriverLoadPolicy', 'u32'),
  row(0x0005000f, 'SIPolicy', 'si-policy'),
  row(0x00050010, 'HypervisorMMIONXPolicy', 'u64'),
  row(0x00050011, 'HypervisorMSRFilterPolicy', 'u64'),
  row(0x00050012, 'VSMLaunchType', 'u64'),
  row(0x00050013, 'OSRevocationList', 'revocation-list'),
  row(0x00050014, 'SMTStatus', 'u32'),
  row(0x00050020, 'VSMIDKInfo', 'vsm-key'),
  row(0x00050021, 'FlightSigning', 'flag'),
  row(0x00050022, 'PagefileEncryptionEnabled', 'flag'),
  row(0x00050023, 'VSMIDKSInfo', 'vsm-key'),
  row(0x00050024, 'HibernationDisabled', 'flag'),
  row(0x00050025, 'DumpsDisabled', 'flag'),
  row(0x00050026, 'DumpEncryptionEnabled', 'flag'),
  row(0x00050027, 'DumpEncryptionKeyDigest', 'bytes'),
  row(0x00050028, 'LSAISOConfig', 'u32'),
  row(0x00050029, 'SBCPInfo', 'sbcp'),
  row(0x00050030, 'HypervisorBootDMAProtection', 'flag'),
  row(0x00050031, 'SIPolicySigner', 'policy-signer'),
  row(0x00050032, 'SIPolicyUpdateSigner', 'policy-signer'),
  row(0x00050033, 'RefsVolumeCheckpointRecordChecksum', 'bytes'),
  row(0x00050034, 'RefsRollbackProtectionFrozenVolumeChecksum', 'bytes'),
  row(0x00050035, 'RefsRollbackProtectionUserPayloadHash', 'checksum'),
  row(0x00050036, 'RefsRollbackProtectionVerificationSucceeded', 'bytes'),
  row(0x00050037, 'RefsRollbackProtectionVolumeFirstEverMount', 'bytes'),
  row(0x0005003a, 'VSMSealedSIPolicy', 'bytes'),
  row(0x0005003b, 'VSMDRTMKeyrollDetected', 'bytes'),
  row(0x0005003c, 'VSMSRTMUnsealPolicy', 'bytes'),
  row(0x0005003d, 'VSMSRTMAntiRollbackCounter', 'bytes'),
  row(0x00050040, 'VTL1DumpConfig', 'bytes'),
  row(0x00060001, 'NoAuthority', 'bytes'),
  row(0x00060002, 'AuthorityPubKey', 'public-key'),
  row(0x00070001, 'FilePath', 'text'),
  row(0x00070002, 'ImageSize', 'u64'),
  row(0x00070003, 'HashAlgorithmID', 'u32'),
  row(0x00070004, 'AuthenticodeHash', 'bytes'),
  row(0x00070005, 'AuthorityIssuer', 'text'),
  row(0x00070006, 'AuthoritySerial', 'bytes'),
  row(0x00070007, 'ImageBase', 'u64'),
  row(0x00070008, 'AuthorityPublisher', 'text'),
  row(0x00070009, 'AuthoritySHA1Thumbprint', 'bytes'),
  row(0x0007000a, 'ImageValidated', 'flag'),
  row(0x0007000b, 'ModuleSVN', 'u32'),
  row(0x0007000c, 'ModulePluton', 'bytes'),
  row(0x0007000d, 'ModuleOriginalFilename', 'text'),
  row(0x0007000e, 'ModuleVersion', 'bytes'),
  row(0x0007000f, 'PublisherOemName', 'text'),
  row(0x80080001, 'Quote', 'quote'),
  row(0x80080002, 'QuoteSignature', 'bytes'),
  row(0x80080003, 'AIKID', 'text'),
  row(0x80080004, 'AIKPubDigest', 'bytes'),
  row(0x00090001, 'ELAMKeyname', 'text'),
  row(0x00090002, 'ELAMConfiguration', 'bytes'),
  row(0x00090003, 'ELAMPolicy', 'bytes'),
  row(0x00090004, 'ELAMMeasured', 'bytes'),
  row(0x000a0001, 'VBSVSMRequired', 'flag'),
  row(0x000a0002, 'VBSSecurebootRequired', 'flag'),
  row(0x000a0003, 'VBSIOMMURequired', 'flag'),
  row(0x000a0004, 'VBSMMIONXRequired', 'flag'),
  row(0x000a0005, 'VBSMSRFilteringRequired', 'flag'),
  row(0x000a0006, 'VBSMandatoryEnforcement', 'flag'),
  row(0x000a0007, 'VBSHVCIPolicy', 'u64'),
  row(0x000a0008, 'VBSMicrosoftBootChainRequired', 'flag'),
  row(0x000a0009, 'VBSDumpUsesAMERoot', 'flag'),
  row(0x000a000a, 'VBSVSMNoSecretsEnforced', 'flag'),
  row(0x000b0001, 'KSRSignature', 'algorithm-and-bytes'),
  row(0x000c0001, 'DRTMStateAuth', 'bytes'),
  row(0x000c0002, 'DRTMSMMLevel', 'u8'),
  row(0x000c0003, 'DRTMAMDSMMHash', 'bytes'),
  row(0x000c0004, 'DRTMAMDSMMSignerKey', 'bytes'),
];

const byType = new Map(windowsEvents.map((event) => [event.type, event]));
const byName = new Map(windowsEvents.map((event) => [event.name, event]));

export const windowsEventOfType = (type: number): WindowsEventType | undefined => byType.get(type);
export const windowsEventOfName = (name: string): WindowsEventType | undefined => byName.get(name);

/** Bit of a type that says that its data are further elements. */
export const aggregationBit = 0x40000000;
