import { encode } from '@gatehouse/bytes';
import { digestSize, type HashName, randomBytes } from '@gatehouse/bytes/crypto';
import type { CommandLayout } from './commands/command.ts';
import { type AuthCommand, frameCommand, readResponse } from './commands/framing.ts';
import { commands } from './commands/table.ts';
import { type Hierarchy, permanentHandle } from './handles.ts';
import { responseCode } from './response-codes.ts';
import type { ClockInfo } from './structures/attest.ts';
import {
  type Capability,
  type CapabilityData,
  capability as capabilityId,
} from './structures/capability.ts';
import type { NvPublic } from './structures/nv.ts';
import type { PcrSelection } from './structures/pcr-selection.ts';
import type { TpmtPublic } from './structures/public-area.ts';
import { tpmtSignature } from './structures/signature.ts';
import { TpmError } from './tpm-error.ts';
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

const none = new Uint8Array();
const nothing = { userAuth: none, data: none };

interface Call<P> {
  readonly handles?: readonly Authorized[];
  readonly parameters: P;
}

const handleOf = (authorized: Authorized): number =>
  typeof authorized === 'number' ? authorized : authorized.handle;

/** A password session (Part 1 §19.4) or the policy session that the caller has satisfied. */
function authorizationOf(authorized: Authorized): AuthCommand {
  if (typeof authorized !== 'number' && 'policySession' in authorized)
    return {
      sessionHandle: authorized.policySession,
      nonceCaller: randomBytes(32),
      sessionAttributes: 0,
      hmac: none,
    };
  const hmac = typeof authorized === 'number' ? none : authorized.password;
  return {
    sessionHandle: permanentHandle.password,
    nonceCaller: none,
    sessionAttributes: 0,
    hmac,
  };
}

const same = <T>(value: T | null, command: string): T => {
  if (value === null) throw new TypeError(`${command} answered without its parameters`);
  return value;
};

/** RETRY, TESTING and YIELDED ask for the same bytes again — Part 2 §6.6.3; ESYS does so five times. */
const transientCodes: readonly number[] = [
  responseCode.RETRY,
  responseCode.TESTING,
  responseCode.YIELDED,
];
const isTransient = (code: number): boolean => transientCodes.includes(code);
const mostRetries = 5;

/** Commands for a TPM behind `transport`; commands are sent one at a time. */
export function createTpmClient(transport: TpmTransport): TpmClient {
  let last: Promise<unknown> = Promise.resolve();
  const send = (command: Uint8Array): Promise<Uint8Array> => {
    const next = last.then(() => transport.send(command));
    last = next.catch(() => undefined);
    return next;
  };

  async function call<P, R>(layout: CommandLayout<P, R>, { handles = [], parameters }: Call<P>) {
    const command = frameCommand({
      code: layout.code,
      handles: handles.map(handleOf),
      authorizations: handles.slice(0, layout.authorized).map(authorizationOf),
      parameters: encode(layout.parameters, parameters),
    });
    let answer = readResponse(await send(command), layout);
    for (let tries = 0; isTransient(answer.code) && tries < mostRetries; tries++)
      answer = readResponse(await send(command), layout);
    if (answer.code !== 0) throw new TpmError(layout.name, answer.code);
    return { handle: answer.handle ?? 0, out: same(answer.parameters, layout.name) };
  }

  const attest = ({
    attest: statement,
    signature,
  }: {
    readonly attest: Uint8Array;
    readonly signature: Parameters<typeof tpmtSignature.write>[1];
  }) => ({ attest: statement, signature: encode(tpmtSignature, signature) });

  const create = (template: TpmtPublic) => ({
    inSensitive: nothing,
    inPublic: template,
    outsideInfo: none,
    creationPcr: [],
  });
  const ownScheme = { scheme: 'null' } as const;

  const client: TpmClient = {
    async startup(type = 'clear') {
      await call(commands.startup, { parameters: { startupType: type } });
    },
    async shutdown(type = 'clear') {
      await call(commands.shutdown, { parameters: { shutdownType: type } });
    },
    async getRandom(bytes) {
      const { out } = await call(commands.getRandom, { parameters: { bytesRequested: bytes } });
      return out.randomBytes;
    },
    async getCapability(capability, property, count) {
      const parameters = { capability: capabilityId[capability], property, count };
      return (await call(commands.getCapability, { parameters })).out.data;
    },
    async readClock() {
      return (await call(commands.readClock, { parameters: {} })).out;
    },
    async createPrimary(hierarchy, template) {
      const handles = [permanentHandle[hierarchy]];
      const { handle, out } = await call(commands.createPrimary, {
        handles,
        parameters: create(template),
      });
      return { handle, public: out.outPublic, name: out.name };
    },
    async create(parent, template) {
      const { out } = await call(commands.create, {
        handles: [parent],
        parameters: create(template),
      });
      return { private: out.outPrivate, public: out.outPublic };
    },
    async load(parent, object) {
      const { handle, out } = await call(commands.load, {
        handles: [parent],
        parameters: { inPrivate: object.private, inPublic: object.public },
      });
      return { handle, public: object.public, name: out.name };
    },
    async loadExternal(publicArea) {
      const { handle, out } = await call(commands.loadExternal, {
        parameters: {
          inPrivate: undefined,
          inPublic: publicArea,
          hierarchy: permanentHandle.null,
        },
      });
      return { handle, public: publicArea, name: out.name };
    },
    async readPublic(handle) {
      const { out } = await call(commands.readPublic, { handles: [handle], parameters: {} });
      return { public: out.outPublic, name: out.name, qualifiedName: out.qualifiedName };
    },
    async evictControl(object, persistentHandle) {
      const handles = [permanentHandle.owner, object];
      await call(commands.evictControl, { handles, parameters: { persistentHandle } });
    },
    async flush(handle) {
      await call(commands.flushContext, { parameters: { flushHandle: handle } });
    },
    async pcrRead(selection) {
      const values = new Map<number, Uint8Array>();
      // At most eight digests come back at a time (TPML_DIGEST), so what is missing is asked again.
      let missing = selection.pcrs;
      while (missing.length > 0) {
        const pcrSelectionIn = [{ hash: selection.hash, pcrs: missing }];
        const { out } = await call(commands.pcrRead, { parameters: { pcrSelectionIn } });
        const got = out.pcrSelectionOut[0]?.pcrs ?? [];
        if (got.length === 0) break;
        for (const [i, pcr] of got.entries()) values.set(pcr, out.pcrValues[i] ?? none);
        missing = missing.filter((pcr) => !values.has(pcr));
      }
      return values;
    },
    async pcrExtend(pcr, digests) {
      await call(commands.pcrExtend, { handles: [pcr], parameters: { digests } });
    },
    async pcrReset(pcr) {
      await call(commands.pcrReset, { handles: [pcr], parameters: {} });
    },
    async startPolicySession(hash = 'sha256') {
      const { handle } = await call(commands.startAuthSession, {
        handles: [permanentHandle.null, permanentHandle.null],
        parameters: {
          nonceCaller: randomBytes(digestSize[hash]),
          encryptedSalt: none,
          sessionType: 'policy',
          symmetric: { algorithm: 'null' },
          authHash: hash,
        },
      });
      return handle;
    },
    async policySecretEndorsement(session) {
      await call(commands.policySecret, {
        handles: [permanentHandle.endorsement, session],
        parameters: { nonceTpm: none, cpHashA: none, policyRef: none, expiration: 0 },
      });
    },
    async policyGetDigest(session) {
      const { out } = await call(commands.policyGetDigest, { handles: [session], parameters: {} });
      return out.policyDigest;
    },
    async makeCredential(ek, { akName, secret }) {
      const { out } = await call(commands.makeCredential, {
        handles: [ek],
        parameters: { credential: secret, objectName: akName },
      });
      return { idObject: out.credentialBlob, encryptedSecret: out.secret };
    },
    async activateCredential(ak, ek, idObject, encryptedSecret) {
      const { out } = await call(commands.activateCredential, {
        handles: [ak, ek],
        parameters: { credentialBlob: idObject, secret: encryptedSecret },
      });
      return out.certInfo;
    },
    async quote(ak, nonce, selection) {
      const parameters = { qualifyingData: nonce, inScheme: ownScheme, pcrSelect: [selection] };
      return attest((await call(commands.quote, { handles: [ak], parameters })).out);
    },
    async certify(object, signer, nonce) {
      const parameters = { qualifyingData: nonce, inScheme: ownScheme };
      return attest((await call(commands.certify, { handles: [object, signer], parameters })).out);
    },
    async nvReadPublic(index) {
      const { out } = await call(commands.nvReadPublic, { handles: [index], parameters: {} });
      return { public: out.nvPublic, name: out.nvName };
    },
    async nvRead(index) {
      const { public: area } = await client.nvReadPublic(index);
      const content = new Uint8Array(area.dataSize);
      for (let offset = 0; offset < area.dataSize; ) {
        const size = Math.min(512, area.dataSize - offset);
        const handles = [permanentHandle.owner, index];
        const { out } = await call(commands.nvRead, { handles, parameters: { size, offset } });
        if (out.data.length === 0) break;
        content.set(out.data, offset);
        offset += out.data.length;
      }
      return content;
    },
  };
  return client;
}
