import { toBase64, toGuid } from '@gatehouse/bytes';
import { parseCertificate } from '@gatehouse/pki';
import type { Surroundings } from '../host/surroundings.ts';
import type { AttestationRecord, HgsClientSettings, HostState } from '../state/host-state.ts';
import type { HostTpm } from '../tpm/host-tpm.ts';
import { attest } from './attest.ts';
import { type AttestationOutcome, failed, tpmFailure } from './attestation-outcome.ts';

type Pair = NonNullable<HgsClientSettings['primary']>;

interface Attempt {
  readonly pair: Pair;
  readonly outcome: AttestationOutcome;
}

/** The host as its HGS client sees it. */
export interface HgsClientHost {
  readonly name: string;
  state(): HostState;
  /** Whether the host is powered on and has booted. */
  isUp(): boolean;
  /** Null for a host without a TPM 2.0. */
  tpm(): Promise<HostTpm | null>;
  keep(record: AttestationRecord): void;
}

/** A minute before its certificate ends, a host asks for another. */
const renewalMargin = 60_000;
const shortestPause = 1_000;

export const hgsClientRuns = (state: HostState): boolean =>
  state.services['HgClientService']?.state === 'Running';

/**
 * The Host Guardian client service: attests when asked, again before the certificate ends, at the
 * fallback when the primary is not to be had (MS-HGSA §3.2). One attempt at a time.
 */
export class HgsClient {
  readonly #host: HgsClientHost;
  readonly #surroundings: Surroundings;
  #attesting: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  #cancelPlan: () => void = () => undefined;

  constructor(host: HgsClientHost, surroundings: Surroundings) {
    this.#host = host;
    this.#surroundings = surroundings;
  }

  /** Attests after the attempt that runs, if any; those who ask meanwhile share one attempt. */
  attest(): Promise<void> {
    this.#waiting ??= this.#attesting.then(() => {
      this.#waiting = null;
      this.#attesting = this.#attestOnce().catch((error: unknown) =>
        this.#surroundings.warn(`${this.#host.name} could not attest`, error),
      );
      return this.#attesting;
    });
    return this.#waiting;
  }

  /** Attests by itself when it is due. */
  plan(): void {
    this.rest();
    if (!this.#canAttest()) return;
    const { at, status, validUntil } = this.#host.state().attestation;
    const { attestationInterval, attestationRetry } = this.#surroundings.timing;
    const pause = status === 'TransientError' ? attestationRetry : attestationInterval;
    const due = at === null ? 0 : Date.parse(at) + pause;
    const renewal = validUntil === null ? Number.POSITIVE_INFINITY : Date.parse(validUntil);
    const next = Math.min(due, renewal - renewalMargin);
    const wait = Math.max(next - this.#surroundings.now(), shortestPause);
    this.#cancelPlan = this.#surroundings.after(wait, () => void this.attest());
  }

  /** Does nothing by itself until the next attestation. */
  rest(): void {
    this.#cancelPlan();
  }

  #canAttest(): boolean {
    const state = this.#host.state();
    const { mode } = state.hgsClient;
    return this.#host.isUp() && mode === 'secure-hosting-service' && hgsClientRuns(state);
  }

  async #attestOnce(): Promise<void> {
    if (!this.#canAttest()) return;
    const { hgsClient, bootCount } = this.#host.state();
    const pairs = [hgsClient.primary, hgsClient.fallback].filter((pair) => pair !== null);
    const attempt = await this.#surroundings.inTurn(() => this.#tryEach(pairs));
    const now = this.#host.state();
    const isCurrent = now.hgsClient === hgsClient && now.bootCount === bootCount;
    if (attempt === null || !isCurrent || !this.#canAttest()) return;
    this.#host.keep(this.#recordOf(attempt));
    this.plan();
  }

  async #tryEach(pairs: readonly Pair[]): Promise<Attempt | null> {
    let last: Attempt | null = null;
    for (const pair of pairs) {
      last = { pair, outcome: await this.#attestAt(pair.attestationServerUrl) };
      if (last.outcome.status !== 'TransientError') break;
    }
    return last;
  }

  async #attestAt(attestationServerUrl: string): Promise<AttestationOutcome> {
    const { exchange, random, timing, warn } = this.#surroundings;
    try {
      return await attest({
        hostName: this.#host.name,
        tpm: await this.#host.tpm(),
        attestationServerUrl,
        exchange,
        sessionId: toGuid(random(16)),
        signal: AbortSignal.timeout(timing.hgsTimeout),
      });
    } catch (error) {
      warn(`the TPM of ${this.#host.name} could not be started`, error);
      return failed(tpmFailure, 'unknown');
    }
  }

  #recordOf({ pair, outcome }: Attempt): AttestationRecord {
    const ends = outcome.certificates.map((der) => parseCertificate(der).notAfter.getTime());
    return {
      status: outcome.status,
      substatus: [...outcome.substatus],
      operationMode: outcome.operationMode,
      lastAttestationServerUrl: pair.attestationServerUrl,
      lastKeyProtectionServerUrl: pair.keyProtectionServerUrl,
      at: new Date(this.#surroundings.now()).toISOString(),
      validUntil: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
      certificates: outcome.certificates.map(toBase64),
    };
  }
}
