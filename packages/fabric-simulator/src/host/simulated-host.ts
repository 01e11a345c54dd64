import { toBase64 } from '@gatehouse/bytes';
import {
  type AttestationStatusName,
  type SimulatedHost as HostView,
  type SimulatorFault,
  simulatorFaults,
} from '@gatehouse/contracts';
import type { TpmDescription } from '@gatehouse/tpm';
import { changedConfiguration, changesOf } from '../boot/changes/boot-changes.ts';
import { HgsClient, hgsClientRuns } from '../hgs-client/hgs-client.ts';
import type { HostIdentity } from '../model/host-identity.ts';
import {
  type HgsClientSettings,
  type HostState,
  noAttestation,
  type ServiceName,
} from '../state/host-state.ts';
import type { HostTpm } from '../tpm/host-tpm.ts';
import { flushLoaded } from '../tpm/kept-keys.ts';
import { NoTpm20Error, type TpmKind } from '../tpm/tpm-kind.ts';
import type { TpmDevice } from '../tpm/tpm-supply.ts';
import { bootOf, sha1LogOf, vsmKeysOf } from './boot-of.ts';
import { faults, faultsOf } from './faults.ts';
import type { FileStore, Surroundings } from './surroundings.ts';

/**
 * One simulated Hyper-V host: powered on or off, booting, its services, its HGS client.
 *
 * Its TPM exists from the first time that something needs it; a thousand hosts that nobody manages
 * cost a thousand small records.
 */
export class SimulatedHost {
  readonly identity: HostIdentity;
  readonly #surroundings: Surroundings;
  #state: HostState;
  #tpm: Promise<HostTpm> | null = null;
  #saveTpm: () => void = () => undefined;
  #closed = false;
  #cancelBoot: () => void = () => undefined;
  readonly #hgsClient: HgsClient;

  constructor(identity: HostIdentity, state: HostState, surroundings: Surroundings) {
    this.identity = identity;
    this.#state = state;
    this.#surroundings = surroundings;
    this.#hgsClient = new HgsClient(
      {
        name: identity.name,
        state: () => this.#state,
        isUp: () => this.#state.power === 'on' && !this.#closed,
        tpm: async () => (this.tpmKind === 'tpm-1.2' ? null : this.tpm()),
        keep: (attestation) => this.#put({ ...this.#state, attestation }),
      },
      surroundings,
    );
    if (state.power === 'starting') this.restart();
    else this.#hgsClient.plan();
  }

  get state(): HostState {
    return this.#state;
  }

  /** Files that hosts of the fabric have, by content. */
  get files(): FileStore {
    return this.#surroundings.files;
  }

  /** How the host looks from the network. */
  get presence(): 'answers' | 'stopped' | 'silent' | 'off' {
    if (this.#state.power !== 'on') return 'off';
    return this.#state.winrm === 'answers' ? 'answers' : this.#state.winrm;
  }

  /** Time of the host's own clock. */
  now(): number {
    return this.#surroundings.now() + this.#state.clockSkewSeconds * 1000;
  }

  /** AttestationStatus of now: a certificate expires by the host's own clock. */
  get attestationStatus(): AttestationStatusName {
    const { status, validUntil } = this.#state.attestation;
    const expired = validUntil !== null && Date.parse(validUntil) <= this.now();
    return status === 'Passed' && expired ? 'Expired' : status;
  }

  get view(): HostView {
    const { power, bootedAt } = this.#state;
    return {
      name: this.identity.name,
      power,
      model: this.identity.line.model.name,
      tpm: this.tpmKind,
      bootedAt: power === 'on' ? bootedAt : null,
      faults: [...faultsOf(this.#state, this.#surroundings.faults)],
      attestationStatus: this.attestationStatus,
    };
  }

  get tpmKind(): TpmKind {
    return this.#surroundings.tpmKindOf(this.identity);
  }

  /** What the TPM says of itself; it need not have booted for that, nor do its keys exist. */
  describeTpm(): Promise<TpmDescription> {
    return this.#surroundings.tpmsOf(this.identity).describe();
  }

  /** The TCG log of the running boot, in the form that the host's TPM has it. */
  async eventLog(): Promise<Uint8Array> {
    if (this.tpmKind !== 'tpm-1.2') return (await this.tpm()).eventLog;
    return sha1LogOf(this.identity, await this.#withVsmKeys(), this.#surroundings);
  }

  /**
   * The TPM 2.0 with what the running boot measured; one that lost its power is booted again. Rejects
   * with `NoTpm20Error` where the host has a TPM 1.2.
   */
  tpm(): Promise<HostTpm> {
    if (this.tpmKind === 'tpm-1.2') return Promise.reject(new NoTpm20Error());
    const boot = () => this.#bootTpm();
    const tpm = (this.#tpm ?? boot()).then((booted) => (booted.device.isOn ? booted : boot()));
    tpm.catch(() => {
      if (this.#tpm === tpm) this.#tpm = null;
    });
    this.#tpm = tpm;
    return tpm;
  }

  /** Flushes what others left loaded in the TPM, and keeps what they wrote into it. */
  async tidyTpm(): Promise<void> {
    const tpm = await (this.#tpm?.catch(() => null) ?? null);
    if (tpm?.device.isOn) await flushLoaded(tpm.client);
    this.#saveTpm();
  }

  injectFault(name: SimulatorFault): void {
    const { faults: context } = this.#surroundings;
    if (faults[name].isPresent(this.#state, context)) return;
    this.#change(faults[name].inject(this.#state, context));
    if (simulatorFaults[name].restarts && this.#state.power !== 'off') this.restart();
  }

  undoFault(name: SimulatorFault): void {
    if (!faults[name].isPresent(this.#state, this.#surroundings.faults)) return;
    this.#change(faults[name].undo(this.#state));
    if (simulatorFaults[name].restarts && this.#state.power !== 'off') this.restart();
  }

  /** Starts again, or starts if it was off: away for a while, then with what was changed. */
  restart(): void {
    if (this.#closed) return;
    this.#put({ ...this.#state, power: 'starting' });
    this.#halt();
    this.#cancelBoot = this.#surroundings.after(this.#surroundings.timing.boot, () =>
      this.#booted(),
    );
  }

  /** Replaces the deployed code integrity policy; effective after a restart. */
  deployPolicy(sha256: string | null): void {
    this.#put({ ...this.#state, policy: sha256 });
  }

  setService(name: ServiceName, state: 'Running' | 'Stopped'): void {
    const service = this.#state.services[name];
    if (service === undefined || service.state === state) return;
    this.#change({
      ...this.#state,
      services: { ...this.#state.services, [name]: { ...service, state } },
    });
  }

  /** HTTP status of what answers at a URL. Throws when nothing does. */
  reach(url: string): Promise<number> {
    const { reach, timing } = this.#surroundings;
    return reach(url, AbortSignal.timeout(timing.hgsTimeout));
  }

  resyncClock(): void {
    this.#put({ ...this.#state, clockSkewSeconds: 0 });
  }

  /** Sets the HGS to use, or local mode, and attests at once. */
  async setHgsClient(settings: HgsClientSettings): Promise<void> {
    const status = settings.mode === 'local' ? 'NotConfigured' : 'Unknown';
    this.#put({
      ...this.#state,
      hgsClient: settings,
      attestation: { ...noAttestation, status },
    });
    await this.attest();
  }

  /** Attests anew, whatever certificate there is; returns when the verdict is there. */
  attest(): Promise<void> {
    return this.#hgsClient.attest();
  }

  close(): void {
    this.#closed = true;
    this.#halt();
  }

  #put(state: HostState): void {
    this.#state = state;
    this.#surroundings.keep(this.identity.name, state);
  }

  /** Takes a changed state, and does what a host does when this changes. */
  #change(next: HostState): void {
    const before = this.#state;
    this.#put(next);
    const clientStarted = hgsClientRuns(next) && !hgsClientRuns(before);
    if (next.power === 'off') this.#halt();
    else if (before.power === 'off') this.restart();
    else if (next.hgsClient !== before.hgsClient || clientStarted) void this.attest();
  }

  #halt(): void {
    this.#saveTpm();
    this.#saveTpm = () => undefined;
    this.#tpm = null;
    this.#cancelBoot();
    this.#hgsClient.rest();
  }

  #booted(): void {
    const { services, configuration, changes, policy, bootCount, attestation, hgsClient } =
      this.#state;
    this.#put({
      ...this.#state,
      power: 'on',
      bootCount: bootCount + 1,
      bootedAt: new Date(this.#surroundings.now()).toISOString(),
      bootedConfiguration: changedConfiguration(configuration, changesOf(changes)),
      bootedChanges: changes,
      bootedPolicy: policy,
      services: Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
          name,
          service.startMode === 'Auto' ? { ...service, state: 'Running' as const } : service,
        ]),
      ),
      attestation:
        hgsClient.mode === 'local' ? attestation : { ...noAttestation, status: 'Unknown' },
    });
    void this.attest();
  }

  async #withVsmKeys() {
    const vsmKeys = await vsmKeysOf(this.#state, this.#surroundings);
    if (this.#state.vsmKeys === null) this.#put({ ...this.#state, vsmKeys });
    return { ...this.#state, vsmKeys };
  }

  async #bootTpm(): Promise<HostTpm> {
    const state = await this.#withVsmKeys();
    const { bootCount, tpm } = state;
    const booted = await bootOf(this.identity, state, this.#surroundings);
    const isCurrent = this.#state.bootCount === bootCount && this.#state.tpm === tpm;
    if (isCurrent && !this.#closed) {
      this.#saveTpm = () => this.#keepTpmState(booted.device, tpm.generation);
      this.#saveTpm();
    }
    return booted;
  }

  /** Keeps what a TPM wrote, unless another one is in the machine by now. */
  #keepTpmState(device: TpmDevice, generation: number): void {
    const state = device.saveState();
    if (state === null || this.#state.tpm.generation !== generation) return;
    this.#put({ ...this.#state, tpm: { generation, state: toBase64(state) } });
  }
}
