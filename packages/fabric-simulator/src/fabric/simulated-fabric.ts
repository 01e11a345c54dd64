import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes, toBase64, toBase64Url, toHex } from '@gatehouse/bytes';
import { hash, randomBytes } from '@gatehouse/bytes/crypto';
import { parseCertificate } from '@gatehouse/pki';
import type { WsmanEndpoint } from '@gatehouse/wsman/server';
import type { HgsExchange } from '../hgs-client/attest.ts';
import { SimulatedHost } from '../host/simulated-host.ts';
import {
  type Surroundings,
  type Timing,
  type UrlReach,
  usualTiming,
} from '../host/surroundings.ts';
import { derive } from '../model/derive.ts';
import { type HostIdentity, hostIdentity } from '../model/host-identity.ts';
import { freshState } from '../state/host-state.ts';
import { openStateStore, writeAtomically } from '../state/state-store.ts';
import { createEmbeddedTpms } from '../tpm/embedded-tpms.ts';
import { createTpmManufacturer, type TpmManufacturer } from '../tpm/manufacturer.ts';
import type { TpmKind } from '../tpm/tpm-kind.ts';
import type { TpmSupply } from '../tpm/tpm-supply.ts';
import { generateVsmKeys } from '../tpm/vsm-keys.ts';
import { createHostEndpoint, type HostCredentials } from '../wsman/host-endpoint.ts';
import { untrustedPolicy } from './policies.ts';
import { createTurns } from './turns.ts';

export interface SimulatedFabricOptions {
  /** Where the simulation keeps its state: made if absent. */
  readonly directory: string;
  readonly seed: string;
  /** How many hosts: 1 to 9999. */
  readonly hosts: number;
  /** The network between the hosts and their HGS. */
  readonly exchange: HgsExchange;
  readonly reach: UrlReach;
  /** What is in the TPM sockets; one of ours unless given. */
  readonly tpmKindOf?: (host: HostIdentity) => TpmKind;
  /** For hosts of the kind `swtpm`. */
  readonly swtpms?: TpmSupply | null;
  readonly timing?: Partial<Timing>;
  readonly now?: () => number;
  /** Told of what goes wrong inside the simulation. */
  readonly warn: (message: string, error: unknown) => void;
}

/** Hosts that are there until `close`; their state is in the directory. */
export interface SimulatedFabric {
  readonly hosts: readonly SimulatedHost[];
  /** By DNS name, in any case. */
  host(name: string): SimulatedHost | undefined;
  /** WS-Man of a host. */
  endpoint(host: SimulatedHost): WsmanEndpoint;
  readonly credentials: HostCredentials;
  /** PEM of the root that issued the EK certificates. */
  readonly tpmRoot: string;
  close(): Promise<void>;
}

/** How many hosts boot or attest at the same time. */
const atOnce = 16;
/** An answer is on its way after so many milliseconds. */
const answerPause = 50;

const pemOf = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${toBase64(der).replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

/** The manufacturer with the root that was written before, if it is of this seed. */
async function openManufacturer(seed: string, path: string): Promise<TpmManufacturer> {
  const fresh = createTpmManufacturer(seed);
  const kept = await readFile(path).catch(() => null);
  if (kept !== null) {
    const certificate = parseCertificate(new Uint8Array(kept));
    const { publicKey } = parseCertificate(fresh.rootCertificate);
    if (equalBytes(certificate.publicKey, publicKey))
      return createTpmManufacturer(seed, certificate.der);
  }
  await writeAtomically(path, pemOf(fresh.rootCertificate));
  return fresh;
}

function later(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Opens the fabric of a seed: hosts that exist already continue where they were. */
export async function openSimulatedFabric(
  options: SimulatedFabricOptions,
): Promise<SimulatedFabric> {
  const { directory, seed, exchange, reach, warn } = options;
  const now = options.now ?? Date.now;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const manufacturer = await openManufacturer(seed, join(directory, 'tpm-root.pem'));
  const embedded = createEmbeddedTpms(seed, manufacturer);
  const { tpmKindOf = () => 'simulated' as const, swtpms } = options;
  const supplyOf = (kind: TpmKind): TpmSupply => {
    const supply = kind === 'swtpm' ? swtpms : kind === 'simulated' ? embedded : null;
    if (supply == null) throw new RangeError(`there are no TPMs of the kind ${kind}`);
    return supply;
  };
  const credentials: HostCredentials = {
    username: 'FABRIC\\gatehouse',
    password: toBase64Url(derive(seed, 'password of the hosts', 18)),
  };
  await writeAtomically(join(directory, 'credentials.json'), JSON.stringify(credentials, null, 2));

  const fingerprint = toHex(hash('sha256', derive(seed, 'state', 32)).subarray(0, 6));
  const store = await openStateStore(join(directory, `fabric-${fingerprint}`), warn);
  const surroundings: Surroundings = {
    seed,
    now,
    random: randomBytes,
    after: later,
    exchange,
    reach,
    tpmKindOf,
    tpmsOf: (host) => supplyOf(tpmKindOf(host)),
    files: store.files,
    newVsmKeys: generateVsmKeys,
    inTurn: createTurns(atOnce),
    timing: { ...usualTiming, ...options.timing },
    faults: { untrustedPolicy: store.files.put(untrustedPolicy()) },
    keep: store.keep,
    warn,
  };

  const hosts = await Promise.all(
    Array.from({ length: options.hosts }, async (_, i) => {
      const identity = hostIdentity(seed, i + 1);
      const state = (await store.load(identity.name)) ?? freshState(identity, now());
      return new SimulatedHost(identity, state, surroundings);
    }),
  );
  const byName = new Map(hosts.map((host) => [host.identity.name, host]));
  const endpoints = new WeakMap<SimulatedHost, WsmanEndpoint>();

  return {
    hosts,
    host: (name) => byName.get(name.toLowerCase()),
    endpoint: (host) => {
      const known = endpoints.get(host);
      if (known !== undefined) return known;
      const soon = (task: () => void) => void later(answerPause, task);
      const made = createHostEndpoint(host, { credentials, random: randomBytes, soon });
      endpoints.set(host, made);
      return made;
    },
    credentials,
    tpmRoot: pemOf(manufacturer.rootCertificate),
    close: async () => {
      for (const host of hosts) host.close();
      await store.close();
    },
  };
}
