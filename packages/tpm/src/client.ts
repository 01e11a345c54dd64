import type { HashName } from '@gatehouse/bytes/crypto';
import type { Hierarchy } from './handles.ts';
import type { ClockInfo } from './structures/attest.ts';
import type { Capability, CapabilityData } from './structures/capability.ts';
import type { NvPublic } from './structures/nv.ts';
import type { PcrSelection } from './structures/pcr-selection.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import type { TpmTransport } from './transport.ts';

/**
 * An entity and how to be allowed to use it: a bare handle has an empty password; a policy session
 * is one of {@link TpmClient.startPolicySession}.
 */
export type Authorized =
  | number
  | { readonly handle: number; readonly password: Uint8Array }
  | { readonly handle: number; readonly policySession: number };

export interface LoadedObject {
  readonly handle: number;
  readonly public: TpmtPublic;
  readonly name: Uint8Array;
}

export interface CreatedObject {
  /** Content of TPM2B_PRIVATE, for {@link TpmClient.load}. */
  readonly private: Uint8Array;
  readonly public: TpmtPublic;
}

/** Typed commands over a transport. Each throws `TpmError` when the TPM refuses. */
export interface TpmClient {
  startup(type?: 'clear' | 'state'): Promise<void>;
  shutdown(type?: 'clear' | 'state'): Promise<void>;
  getRandom(bytes: number): Promise<Uint8Array>;
  getCapability(capability: Capability, property: number, count: number): Promise<CapabilityData>;
  readClock(): Promise<{ readonly time: bigint; readonly clockInfo: ClockInfo }>;
  createPrimary(hierarchy: Hierarchy, template: TpmtPublic): Promise<LoadedObject>;
  create(parent: Authorized, template: TpmtPublic): Promise<CreatedObject>;
  load(parent: Authorized, object: CreatedObject): Promise<LoadedObject>;
  loadExternal(publicArea: TpmtPublic): Promise<LoadedObject>;
  readPublic(handle: number): Promise<{
    readonly public: TpmtPublic;
    readonly name: Uint8Array;
    readonly qualifiedName: Uint8Array;
  }>;
  evictControl(object: number, persistentHandle: number): Promise<void>;
  flush(handle: number): Promise<void>;
  /** Values by PCR number; a bank that is not allocated gives an empty map. */
  pcrRead(selection: PcrSelection): Promise<ReadonlyMap<number, Uint8Array>>;
  pcrExtend(
    pcr: number,
    digests: readonly { readonly hash: HashName; readonly digest: Uint8Array }[],
  ): Promise<void>;
  pcrReset(pcr: number): Promise<void>;
  startPolicySession(hash?: HashName): Promise<number>;
  policySecretEndorsement(session: number): Promise<void>;
  policyGetDigest(session: number): Promise<Uint8Array>;
  makeCredential(
    ek: number,
    credential: { readonly akName: Uint8Array; readonly secret: Uint8Array },
  ): Promise<{ readonly idObject: Uint8Array; readonly encryptedSecret: Uint8Array }>;
  /** The secret of the credential. The EK of a low-range template needs a policy session. */
  activateCredential(
    ak: Authorized,
    ek: Authorized,
    idObject: Uint8Array,
    encryptedSecret: Uint8Array,
  ): Promise<Uint8Array>;
  /** `attest` is the content of TPM2B_ATTEST, `signature` a whole TPMT_SIGNATURE. */
  quote(
    ak: Authorized,
    nonce: Uint8Array,
    selection: PcrSelection,
  ): Promise<{ readonly attest: Uint8Array; readonly signature: Uint8Array }>;
  certify(
    object: Authorized,
    signer: Authorized,
    nonce: Uint8Array,
  ): Promise<{ readonly attest: Uint8Array; readonly signature: Uint8Array }>;
  nvReadPublic(index: number): Promise<{ readonly public: NvPublic; readonly name: Uint8Array }>;
  /** The whole content of an index that may be read with the owner's empty authorization. */
  nvRead(index: number): Promise<Uint8Array>;
}

/** Commands for a TPM behind `transport`; commands are sent one at a time. */
export function createTpmClient(_transport: TpmTransport): TpmClient {
  throw new Error('TpmClient is being written');
}
