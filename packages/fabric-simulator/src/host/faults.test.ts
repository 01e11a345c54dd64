import { type SimulatorFault, simulatorFaults } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { bootChanges } from '../boot/changes/boot-changes.ts';
import { hostIdentity } from '../model/host-identity.ts';
import { freshState, type HostState } from '../state/host-state.ts';
import { faults, faultsOf } from './faults.ts';

const context = { untrustedPolicy: 'b'.repeat(64) };
const pair = {
  attestationServerUrl: 'http://hgs.test/Attestation',
  keyProtectionServerUrl: 'http://hgs.test/KeyProtection',
};
const guarded: HostState = {
  ...freshState(hostIdentity('seed', 1), Date.UTC(2026, 10, 23)),
  policy: 'a'.repeat(64),
  bootedPolicy: 'a'.repeat(64),
  hgsClient: { mode: 'secure-hosting-service', primary: pair, fallback: null },
  tpm: { generation: 0, state: 'AAAA' },
};
const all = Object.keys(simulatorFaults) as SimulatorFault[];
const isOfBoot = (name: SimulatorFault) => Object.hasOwn(bootChanges, name);
const names = all.filter((name) => !isOfBoot(name));

/** Paths of two levels at which two states differ. */
function differences(a: object, b: object, depth = 2): string[] {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [x, y] = [left.get(key), right.get(key)];
    if (JSON.stringify(x) === JSON.stringify(y)) return [];
    const nested = depth > 1 && [x, y].every((v) => typeof v === 'object' && v !== null);
    return nested ? differences(x, y, depth - 1).map((inner) => `${key}.${inner}`) : [key];
  });
}

const changes: Readonly<Partial<Record<SimulatorFault, readonly string[]>>> = {
  'winrm-stopped': ['winrm'],
  'winrm-silent': ['winrm'],
  'wrong-password': ['acceptsPassword'],
  'hgs-client-stopped': ['services.HgClientService'],
  'wrong-hgs-url': ['hgsClient.primary', 'beforeFault.hgsClient'],
  'untrusted-code-integrity-policy': ['policy', 'beforeFault.policy'],
  'tampered-boot-manager': ['configuration.bootManager'],
  'secure-boot-off': ['configuration.secureBoot'],
  'debug-on': ['configuration.kernelDebug'],
  'tpm-exchanged': ['tpm.generation', 'tpm.state', 'beforeFault.tpm'],
  'tpm-cleared': ['tpm.state', 'beforeFault.tpm'],
  'clock-off': ['clockSkewSeconds'],
  'powered-off': ['power'],
  'code-integrity-policy-missing': ['policy', 'beforeFault.policy'],
};

test('a healthy host has no fault', () => {
  expect(faultsOf(guarded, context)).toEqual([]);
});

test.each(names)('%s changes exactly what it should, and undoing it puts it back', (name) => {
  const ill = faults[name].inject(guarded, context);
  expect(differences(guarded, ill)).toEqual(changes[name]);
  expect(faultsOf(ill, context)).toEqual([name]);
  const well = faults[name].undo(ill);
  expect(well).toEqual(guarded);
  expect(faultsOf(well, context)).toEqual([]);
});

test('faults add up, the later of two that exclude each other stays, and each is undone alone', () => {
  const ill = all.reduce((state, name) => faults[name].inject(state, context), guarded);
  const excluded = ['winrm-stopped', 'tpm-cleared', 'untrusted-code-integrity-policy'];
  expect(faultsOf(ill, context)).toEqual(all.filter((name) => !excluded.includes(name)));
  expect(faultsOf(faults['debug-on'].undo(ill), context)).not.toContain('debug-on');
});

test('a fault that takes a restart is there until the host has booted without it', () => {
  const booted = {
    ...guarded,
    bootedConfiguration: { ...guarded.configuration, secureBoot: false },
  };
  expect(faultsOf(booted, context)).toEqual(['secure-boot-off']);
});

test.each(all.filter(isOfBoot))('%s is a change of the next boot alone', (name) => {
  const ill = faults[name].inject(guarded, context);
  expect(differences(guarded, ill)).toEqual(['changes.0']);
  expect(faultsOf({ ...guarded, bootedChanges: ill.changes }, context)).toEqual([name]);
  expect(faults[name].undo(ill)).toEqual(guarded);
});

test('a setting that a boot change brings is not a fault of its own', () => {
  const booted = {
    ...guarded,
    bootedConfiguration: { ...guarded.configuration, secureBoot: false },
    bootedChanges: ['log-data-changed' as const],
  };
  expect(faultsOf(booted, context)).toEqual(['log-data-changed']);
});
