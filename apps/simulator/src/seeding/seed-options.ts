import type { SimulatorFault } from '@gatehouse/contracts';
import type { Api } from './api.ts';

export interface SeedOptions {
  readonly server: Api;
  readonly hgs: Api;
  readonly simulator: Api;
  /** Address of the HGS as hosts reach it. */
  readonly hgsUrl: string;
  /** Password of the hosts' account. */
  readonly password: string;
  readonly say: (line: string) => void;
  /** How many hosts are added; the others wait to be added by hand. */
  readonly managedHosts?: number;
  /** For each thing that is waited for. */
  readonly timeoutMilliseconds?: number;
  readonly patienceMilliseconds?: number;
}

export interface Managed {
  readonly name: string;
  readonly model: string;
  readonly fault: SimulatorFault | undefined;
}

/** Every row of a list. */
export const all = { limit: 10_000, offset: 0 };

export const policyName = 'Fabric hosts: allow Microsoft';
