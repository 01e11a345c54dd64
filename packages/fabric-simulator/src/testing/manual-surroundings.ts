import { toHex } from '@gatehouse/bytes';
import { hash, randomBytes } from '@gatehouse/bytes/crypto';
import type { HgsExchange } from '../hgs-client/attest.ts';
import { SimulatedHost } from '../host/simulated-host.ts';
import { type Surroundings, type UrlReach, usualTiming } from '../host/surroundings.ts';
import { hostIdentity } from '../model/host-identity.ts';
import { freshState, type HostState } from '../state/host-state.ts';
import { createEmbeddedTpms } from '../tpm/embedded-tpms.ts';
import { createTpmManufacturer } from '../tpm/manufacturer.ts';
import { generateVsmKeys } from '../tpm/vsm-keys.ts';

interface Planned {
  readonly at: number;
  readonly task: () => void;
}

/** A world whose clock a test moves. */
export interface ManualWorld {
  readonly surroundings: Surroundings;
  readonly kept: Map<string, HostState>;
  /** Moves the clock and runs what is due, in order. */
  advance(milliseconds: number): void;
  host(number: number, change?: Partial<HostState>): SimulatedHost;
}

export function createManualWorld(
  exchange: HgsExchange,
  reach: UrlReach = () => Promise.reject(new Error('no network')),
): ManualWorld {
  let now = Date.UTC(2026, 10, 23, 9);
  let planned: readonly Planned[] = [];
  const files = new Map<string, Uint8Array>();
  const tpms = createEmbeddedTpms('a manual world', createTpmManufacturer('a manual world'));
  const kept = new Map<string, HostState>();
  const surroundings: Surroundings = {
    seed: 'a manual world',
    now: () => now,
    random: randomBytes,
    after: (milliseconds, task) => {
      const plan = { at: now + milliseconds, task };
      planned = [...planned, plan];
      return () => {
        planned = planned.filter((other) => other !== plan);
      };
    },
    exchange,
    reach,
    tpmKindOf: () => 'simulated',
    tpmsOf: () => tpms,
    files: {
      get: (sha256) => files.get(sha256),
      put: (bytes) => {
        const sha256 = toHex(hash('sha256', bytes));
        files.set(sha256, bytes);
        return sha256;
      },
    },
    newVsmKeys: generateVsmKeys,
    inTurn: (task) => task(),
    timing: usualTiming,
    faults: { untrustedPolicy: 'b'.repeat(64) },
    keep: (name, state) => void kept.set(name, state),
    warn: (message, error) => {
      throw new Error(message, { cause: error });
    },
  };
  return {
    surroundings,
    kept,
    advance: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const [next] = planned.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        planned = planned.filter((plan) => plan !== next);
        now = Math.max(now, next.at);
        next.task();
      }
      now = end;
    },
    host: (number, change = {}) => {
      const identity = hostIdentity(surroundings.seed, number);
      const state = { ...freshState(identity, now), ...change };
      return new SimulatedHost(identity, state, surroundings);
    },
  };
}
