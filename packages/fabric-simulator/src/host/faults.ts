import { type SimulatorFault, simulatorFaults } from '@gatehouse/contracts';
import { type BootChangeName, bootChanges, changesOf } from '../boot/changes/boot-changes.ts';
import type { HostConfiguration } from '../model/host-configuration.ts';
import type { HostState } from '../state/host-state.ts';

/** What faults need to know beyond the host. */
export interface FaultContext {
  /** SHA-256 of a code integrity policy that no HGS trusts. */
  readonly untrustedPolicy: string;
}

/**
 * A fault is a change of the host's state and no flag: it is present when the state shows it, so a
 * repair by whatever means ends it.
 */
interface Fault {
  isPresent(state: HostState, context: FaultContext): boolean;
  inject(state: HostState, context: FaultContext): HostState;
  undo(state: HostState): HostState;
}

/** Minutes that Kerberos tolerates are 5; certificates of HGS live 8 hours. */
const skewSeconds = 17 * 60;

/** Names of the fabric's domain that no host has resolve nowhere. */
const formerHgs = {
  attestationServerUrl: 'http://hgs-old.fabric.test/Attestation',
  keyProtectionServerUrl: 'http://hgs-old.fabric.test/KeyProtection',
};

const field = <K extends 'power' | 'winrm' | 'acceptsPassword' | 'clockSkewSeconds'>(
  key: K,
  bad: HostState[K],
  good: HostState[K],
): Fault => ({
  isPresent: (state) => state[key] === bad,
  inject: (state) => ({ ...state, [key]: bad }),
  undo: (state) => ({ ...state, [key]: good }),
});

const configured = <K extends keyof HostConfiguration>(
  key: K,
  bad: HostConfiguration[K],
  good: HostConfiguration[K],
): Fault => {
  const set = (state: HostState, value: HostConfiguration[K]): HostState => ({
    ...state,
    configuration: { ...state.configuration, [key]: value },
  });
  return {
    isPresent: ({ configuration, bootedConfiguration, bootedChanges }) =>
      configuration[key] === bad ||
      (bootedConfiguration[key] === bad &&
        !changesOf(bootedChanges).some((change) => change.configuration?.[key] === bad)),
    inject: (state) => set(state, bad),
    undo: (state) => set(state, good),
  };
};

const serviceState =
  (state: 'Running' | 'Stopped') =>
  (host: HostState): HostState => ({
    ...host,
    services: { ...host.services, HgClientService: { state, startMode: 'Auto' } },
  });

/** The chip that comes back counts on from where it was: one that counted anew would be a copy. */
function putBackTpm({
  beforeFault: { tpm = null, ...beforeFault },
  ...state
}: HostState): HostState {
  return { ...state, tpm: { generation: 0, state: tpm }, beforeFault };
}

function putBackPolicy({
  beforeFault: { policy, ...beforeFault },
  ...state
}: HostState): HostState {
  return { ...state, policy: policy ?? null, beforeFault };
}

/** A boot change: present from when it is asked for until the host has booted without it. */
const changed = (name: BootChangeName): Fault => ({
  isPresent: ({ changes, bootedChanges }) => changes.includes(name) || bootedChanges.includes(name),
  inject: (state) => ({
    ...state,
    changes: [...state.changes.filter((each) => each !== name), name],
  }),
  undo: (state) => ({ ...state, changes: state.changes.filter((each) => each !== name) }),
});

const changeFaults = Object.fromEntries(
  (Object.keys(bootChanges) as BootChangeName[]).map((name) => [name, changed(name)]),
) as Record<BootChangeName, Fault>;

const stateFaults = {
  'winrm-stopped': field('winrm', 'stopped', 'answers'),
  'winrm-silent': field('winrm', 'silent', 'answers'),
  'wrong-password': field('acceptsPassword', false, true),
  'powered-off': field('power', 'off', 'on'),
  'clock-off': {
    ...field('clockSkewSeconds', skewSeconds, 0),
    isPresent: (state) => state.clockSkewSeconds !== 0,
  },
  'secure-boot-off': configured('secureBoot', false, true),
  'debug-on': configured('kernelDebug', true, false),
  'tampered-boot-manager': configured('bootManager', 'tampered', 'genuine'),
  'hgs-client-stopped': {
    isPresent: (state) => state.services['HgClientService']?.state === 'Stopped',
    inject: serviceState('Stopped'),
    undo: serviceState('Running'),
  },
  'wrong-hgs-url': {
    isPresent: ({ hgsClient }) =>
      hgsClient.primary?.attestationServerUrl === formerHgs.attestationServerUrl,
    inject: (state) => ({
      ...state,
      hgsClient: { mode: 'secure-hosting-service', primary: formerHgs, fallback: null },
      beforeFault: { ...state.beforeFault, hgsClient: state.hgsClient },
    }),
    undo: ({ beforeFault: { hgsClient, ...beforeFault }, ...state }) => ({
      ...state,
      hgsClient: hgsClient ?? { mode: 'local', primary: null, fallback: null },
      beforeFault,
    }),
  },
  'untrusted-code-integrity-policy': {
    isPresent: ({ policy, bootedPolicy }, { untrustedPolicy }) =>
      policy === untrustedPolicy || bootedPolicy === untrustedPolicy,
    inject: (state, { untrustedPolicy }) => ({
      ...state,
      policy: untrustedPolicy,
      beforeFault: { ...state.beforeFault, policy: state.policy },
    }),
    undo: putBackPolicy,
  },
  'tpm-exchanged': {
    isPresent: (state) => state.tpm.generation !== 0,
    inject: (state) => ({
      ...state,
      tpm: { generation: 1, state: null },
      beforeFault: { ...state.beforeFault, tpm: state.tpm.state },
    }),
    undo: putBackTpm,
  },
  // A TPM in this process is made anew from its seed: the same endorsement key, no attestation key, and
  // counters from the start, as after TPM2_Clear. HGS keeps its alarm until an administrator settles it.
  'tpm-cleared': {
    isPresent: ({ tpm, beforeFault }) => tpm.generation === 0 && beforeFault.tpm != null,
    inject: (state) =>
      state.tpm.generation !== 0 || state.tpm.state === null
        ? state
        : {
            ...state,
            tpm: { generation: 0, state: null },
            beforeFault: { ...state.beforeFault, tpm: state.tpm.state },
          },
    undo: putBackTpm,
  },
  'code-integrity-policy-missing': {
    isPresent: ({ policy, bootedPolicy, beforeFault }) =>
      beforeFault.policy != null && (policy === null || bootedPolicy === null),
    inject: (state) => ({
      ...state,
      policy: null,
      beforeFault: { ...state.beforeFault, policy: state.policy },
    }),
    undo: putBackPolicy,
  },
} as const satisfies Readonly<Record<string, Fault>>;

export const faults: Readonly<Record<SimulatorFault, Fault>> = { ...stateFaults, ...changeFaults };

export const faultsOf = (state: HostState, context: FaultContext): readonly SimulatorFault[] =>
  (Object.keys(simulatorFaults) as SimulatorFault[]).filter((name) =>
    faults[name].isPresent(state, context),
  );
