import { utf8, utf16le } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import type { EventToWrite, MeasuredSiPolicy, MeasuredVsmKey } from '@gatehouse/measured-boot';
import type { HostConfiguration } from '../model/host-configuration.ts';
import type { HostIdentity } from '../model/host-identity.ts';

/** Banks of the simulated TPMs that firmware and Windows measure into. */
export const measuredBanks = ['sha1', 'sha256'] as const satisfies readonly HashName[];

/** Public keys of virtual secure mode. */
export interface VsmPublicKeys {
  readonly encryption: MeasuredVsmKey;
  readonly signing: MeasuredVsmKey;
}

/** Everything that one boot's measurements depend on. */
export interface BootContext {
  readonly host: HostIdentity;
  readonly configuration: HostConfiguration;
  /** The code integrity policy that the loader applies; null if none is deployed. */
  readonly policy: MeasuredSiPolicy | null;
  /** Null where virtualization-based security does not run. */
  readonly vsmKeys: VsmPublicKeys | null;
  /** Starts since the installation. */
  readonly bootCount: number;
  /** Bytes that differ from boot to boot and are the same for the same boot: load addresses. */
  readonly ofThisBoot: (purpose: string, length: number) => Uint8Array;
  /** The same of the boot before, where it is known. */
  readonly before?: () => BootContext;
}

/** A row of the boot chain: what is measured, and when. */
export interface BootStep {
  readonly what: string;
  /** Always, unless given. */
  readonly when?: (context: BootContext) => boolean;
  readonly events: (context: BootContext) => readonly EventToWrite[];
}

export const event = (pcr: number, type: number, data: Uint8Array): EventToWrite => ({
  pcr,
  type,
  data,
});

/** Digests of an image that is measured by its content, which the log does not hold. */
export const imageDigests = (
  name: string,
  version: string,
): Readonly<Record<(typeof measuredBanks)[number], Uint8Array>> => {
  const content = utf8(`simulated image\0${name}\0${version}`);
  return { sha1: hash('sha1', content), sha256: hash('sha256', content) };
};

export const utf16z = (text: string): Uint8Array => utf16le(`${text}\0`);

/** An address below 2^48, aligned to a page, that differs from boot to boot. */
export function addressOfThisBoot(context: BootContext, purpose: string): bigint {
  const bytes = context.ofThisBoot(purpose, 8);
  const random = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return 0xfffff80000000000n | ((random & 0x3ffffffn) << 12n);
}
