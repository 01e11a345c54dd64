import type { Explanation } from '@gatehouse/contracts';
import type { HostConnection } from '@gatehouse/fabric';
import type { Fleet, FleetHost } from '../fleet/fleet.ts';
import type { Poller } from '../polling/poller.ts';

/** Everything that a step may do, by name; the names are kept in PostgreSQL. */
export const stepNames = {
  resolve: 'Resolve the name',
  identify: 'Reach WinRM',
  authenticate: 'Sign in',
  read: 'Read operating system, Hyper-V, TPM and Device Guard',
  'read-tpm-identity': 'Read the identity of the TPM',
  'reach-hgs': 'Reach HGS from the host',
  'set-hgs-urls': 'Set the HGS URLs',
  'clear-hgs-urls': 'Stop using HGS',
  'deploy-code-integrity-policy': 'Deploy the code integrity policy',
  'redeploy-code-integrity-policy': 'Deploy the code integrity policy again',
  'restart-if-needed': 'Restart if needed',
  restart: 'Restart the host',
  'start-hgs-client': 'Start the HGS client service',
  'start-hyper-v': 'Start the Hyper-V service',
  'start-agent': 'Start the management service',
  'resync-clock': 'Synchronise the clock',
  attest: 'Attest',
  'attest-new': 'Attest for the first time',
  'read-again': 'Read everything again',
  remove: 'Remove from the inventory',
} as const;
export type StepAction = keyof typeof stepNames;

export interface StepOutcome {
  readonly kind: 'completed' | 'skipped';
  /** What was found or done, if worth telling. */
  readonly detail: string | null;
}

/** Why a step failed, with what to do about it. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly code: string;
  readonly remedy: string;
  /** What HGS found, where it refused the host. */
  readonly explanation: Explanation | null;

  constructor(
    code: string,
    message: string,
    remedy: string,
    options: ErrorOptions & { readonly explanation?: Explanation } = {},
  ) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
    this.explanation = options.explanation ?? null;
  }
}

/** What a step works with. Steps are idempotent: after an interruption one is run again from its start. */
export interface StepContext {
  /** The host as it is known now. */
  host(): FleetHost;
  /** One connection for all steps on this host; closed by the runner. */
  connection(): Promise<HostConnection>;
  readonly fleet: Fleet;
  readonly poller: Poller;
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly inventory: StepInventory;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
  readonly restartTimeout: number;
  /** What an interrupted run of this step remembered. */
  readonly memo: string | null;
  remember(memo: string): Promise<void>;
}

/** What steps change in the inventory. */
export interface StepInventory {
  policyFile(id: string): Promise<{ readonly sha256: string; readonly bytes: Uint8Array }>;
  policyDeployed(hostId: string, sha256: string): Promise<void>;
  removeHost(hostId: string): Promise<void>;
}

export type Step = (context: StepContext) => Promise<StepOutcome>;

export const completed = (detail: string | null = null): StepOutcome => ({
  kind: 'completed',
  detail,
});
export const skipped = (detail: string): StepOutcome => ({ kind: 'skipped', detail });
