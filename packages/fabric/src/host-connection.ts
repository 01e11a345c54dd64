import type {
  DeviceGuardState,
  HgsClientState,
  HgsUrlPair,
  Identity,
  OperatingSystem,
  PlatformIdentifier,
  Reading,
  ServiceState,
  TpmCapabilities,
  TpmState,
  UrlAnswer,
} from './readings.ts';

/** For how long, and until when somebody is interested. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * The port to one host. Calls on it run one after another, in order. Each throws `HostFailure` that
 * says what is wrong and what to do; nothing is retried but reads over a connection that the host
 * had closed.
 */
export interface HostConnection {
  /** `anonymous`: does the host answer at all; otherwise the account is proven too. */
  identify(options?: CallOptions & { readonly anonymous?: boolean }): Promise<Reading<Identity>>;
  readHgsClient(options?: CallOptions): Promise<Reading<HgsClientState>>;
  /** State of the named services, those that exist; `watchedServices` unless named. */
  readServices(
    names?: readonly string[],
    options?: CallOptions,
  ): Promise<Reading<readonly ServiceState[]>>;
  readDeviceGuard(options?: CallOptions): Promise<Reading<DeviceGuardState>>;
  readOperatingSystem(options?: CallOptions): Promise<Reading<OperatingSystem>>;
  /** Null when the host has no TPM. */
  readTpm(options?: CallOptions): Promise<Reading<TpmState | null>>;
  /** Hierarchies, lockout and PCR banks; of a TPM 2.0 only. */
  readTpmCapabilities(options?: CallOptions): Promise<Reading<TpmCapabilities>>;
  readPlatformIdentifier(options?: CallOptions): Promise<Reading<PlatformIdentifier>>;
  /** The TCG log of the last boot, as the firmware and Windows wrote it. */
  readEventLog(options?: CallOptions): Promise<Reading<Uint8Array>>;
  /** Sets the URLs and attests at once; without `fallback` an earlier one is removed. */
  setHgsUrls(
    pair: HgsUrlPair,
    fallback: HgsUrlPair | null,
    options?: CallOptions,
  ): Promise<Reading<HgsClientState>>;
  /** Local mode: the host forgets its HGS. */
  clearHgsUrls(options?: CallOptions): Promise<Reading<HgsClientState>>;
  /** Attests now, without the cached certificate, and tells the state after it. */
  attest(options?: CallOptions): Promise<Reading<HgsClientState>>;
  /** Copies the file, verifies the copy and hands it to code integrity; a restart makes it effective. */
  deployCodeIntegrityPolicy(
    file: Uint8Array,
    options?: CallOptions,
  ): Promise<Reading<{ readonly sha256: string }>>;
  /** SHA-256 in lower-case hex of the deployed policy file; null if there is none. */
  readDeployedCodeIntegrityPolicyHash(options?: CallOptions): Promise<Reading<string | null>>;
  /** Asks for each URL from the host: by its own name resolution, route, proxy and trusted roots. */
  reachUrls(urls: readonly string[], options?: CallOptions): Promise<Reading<readonly UrlAnswer[]>>;
  startService(name: string, options?: CallOptions): Promise<Reading<void>>;
  resyncClock(options?: CallOptions): Promise<Reading<void>>;
  /** Returns when the host has accepted; it is away soon after. */
  restart(options?: CallOptions): Promise<Reading<void>>;
  close(): void;
}

export interface HostTarget {
  /** DNS name or IPv4 address, optionally with a port: `hv-0001.fabric.test`, `10.0.0.7:5986`. */
  readonly name: string;
  /** `FABRIC\\gatehouse` or `gatehouse@fabric.test`. */
  readonly username: string;
  readonly password: string;
}

export type ConnectHost = (target: HostTarget) => HostConnection;
