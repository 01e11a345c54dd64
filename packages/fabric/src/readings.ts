import type { TpmDescription } from '@gatehouse/tpm';

/** Something read from a host, and how long it took from asking to the answer. */
export interface Reading<T> {
  readonly value: T;
  readonly milliseconds: number;
}

/** What WS-Man Identify tells (DSP0226 §11). */
export interface Identity {
  readonly productVendor: string;
  readonly productVersion: string;
  /** `10.0.20348`, from the product version; null where it is hidden or in another form. */
  readonly osVersion: string | null;
  /** WinRM stack, `3.0`; null where it is not told. */
  readonly stackVersion: string | null;
}

export interface HgsUrlPair {
  readonly attestationServerUrl: string;
  readonly keyProtectionServerUrl: string;
}

/** MSFT_HgsClientConfiguration; names of the numbers are the caller's (see `attestationSubstatusBits`). */
export interface HgsClientState {
  readonly mode: 'unknown' | 'local' | 'secure-hosting-service';
  readonly isHostGuarded: boolean;
  readonly attestationServerUrl: string | null;
  readonly keyProtectionServerUrl: string | null;
  readonly fallbackAttestationServerUrls: readonly string[];
  readonly fallbackKeyProtectionServerUrls: readonly string[];
  /** Where it attested last: tells whether the fallback is in use. Windows Server 2019 and later. */
  readonly lastAttestationServerUrl: string | null;
  readonly attestationOperationMode: 'unknown' | 'tpm' | 'active-directory' | 'host-key';
  readonly attestationStatus: number;
  readonly attestationSubstatus: bigint;
}

/** What came of asking for a URL from the host. */
export interface UrlAnswer {
  readonly url: string;
  /** HTTP status; null where nothing answered. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** Why nothing answered, in the words of the host. */
  readonly problem: string | null;
}

/** Win32_Service. `state`: Running, Stopped, …; `startMode`: Auto, Manual, Disabled. */
export interface ServiceState {
  readonly name: string;
  readonly state: string;
  readonly startMode: string;
}

export type CodeIntegrityMode = 'off' | 'audit' | 'enforced' | 'unknown';

/** Win32_DeviceGuard. */
export interface DeviceGuardState {
  readonly virtualizationBasedSecurity: 'off' | 'enabled' | 'running' | 'unknown';
  readonly codeIntegrityPolicy: CodeIntegrityMode;
  readonly userModeCodeIntegrityPolicy: CodeIntegrityMode;
  /** Whether hypervisor-enforced code integrity runs (security service 2). */
  readonly hypervisorEnforcedCodeIntegrity: boolean;
  /** Whether Secure Boot is among the available security properties (2). */
  readonly secureBoot: boolean;
  /** Whether DMA protection is among them (3). */
  readonly dmaProtection: boolean;
  readonly securityServicesRunning: readonly number[];
  readonly availableSecurityProperties: readonly number[];
}

/** Win32_OperatingSystem. */
export interface OperatingSystem {
  readonly caption: string;
  readonly version: string;
  readonly build: string;
  readonly bootedAt: Date | null;
  readonly localTime: Date | null;
  /** Host's clock minus ours, at the middle of the request; null if the host did not tell. */
  readonly clockDifferenceSeconds: number | null;
}

/** Win32_Tpm. */
export interface TpmState {
  /** Four letters, e.g. `INTC`. */
  readonly manufacturer: string;
  readonly manufacturerVersion: string;
  /** What the manufacturer calls it, e.g. `SLB9670`; may be empty. */
  readonly model: string;
  /** The items of SpecVersion: `2.0`; level and revision where they are told. */
  readonly specVersion: string;
  readonly specLevel: string | null;
  readonly specRevision: string | null;
  readonly enabled: boolean;
  readonly activated: boolean;
  readonly owned: boolean;
}

/** TPM 2.0 only: what the TPM answers to TPM2_GetCapability. A claim of the host. */
export type TpmCapabilities = TpmDescription;

/** What identifies the host's TPM: claims of the host, proven only by attestation. */
export interface PlatformIdentifier {
  /** DER of the endorsement key's certificate; null if the TPM has none. */
  readonly endorsementKeyCertificate: Uint8Array | null;
  /** The endorsement key as the host gives it: TPM2B_PUBLIC, or DER of its public key. */
  readonly endorsementKey: Uint8Array | null;
  /** The document of Get-PlatformIdentifier, for HGS of Windows; null if the cmdlet is absent. */
  readonly document: string | null;
}
