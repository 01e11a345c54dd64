import { digestSize } from '@gatehouse/bytes/crypto';
import { hasNvAttribute, permanentHandle } from '@gatehouse/tpm';
import { dictionaryAttackOf, initialDictionaryAttack } from '../dictionary-attack.ts';
import type { Actions } from '../execution.ts';
import type { Enabled, Machine } from '../machine.ts';
import { trimmed } from '../session-hmac.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

const longestAuth = 64;
const { owner, endorsement, platform, lockout, platformNv } = permanentHandle;

/** TPMI_RH_ENABLES — Part 2 §9.14. */
const enables: ReadonlyMap<number, keyof Enabled> = new Map([
  [owner, 'owner'],
  [endorsement, 'endorsement'],
  [platform, 'platform'],
  [platformNv, 'platformNv'],
]);

function flushHierarchy({ volatile, persistent }: Machine, hierarchies: readonly number[]): void {
  for (const held of [volatile.objects, persistent.objects])
    for (const [handle, { hierarchy }] of held)
      if (hierarchies.includes(hierarchy)) held.delete(handle);
}

/** Objects leave memory with their hierarchy; what is persistent only cannot be reached. */
function switchHierarchy(
  { volatile }: Machine,
  enable: number,
  name: keyof Enabled,
  state: boolean,
) {
  volatile.enabled = { ...volatile.enabled, [name]: state };
  if (state) return;
  for (const [handle, { hierarchy }] of volatile.objects)
    if (hierarchy === enable) volatile.objects.delete(handle);
}

/** A new seed: every object below it is gone — Part 3 §24.4, §24.5. */
function replaceSeed(machine: Machine, hierarchy: number): void {
  flushHierarchy(machine, [hierarchy]);
  machine.persistent.seeds.set(hierarchy, machine.randomBytes(32));
}

/** Hierarchies — Part 3 §24 — and dictionary attack protection, §25. */
export const hierarchyActions: Actions<
  | 'hierarchyControl'
  | 'setPrimaryPolicy'
  | 'changePps'
  | 'changeEps'
  | 'clear'
  | 'clearControl'
  | 'hierarchyChangeAuth'
  | 'dictionaryAttackLockReset'
  | 'dictionaryAttackParameters'
> = {
  hierarchyControl({ machine, handles: [auth = 0], parameters: { enable, state } }) {
    const name = enables.get(enable) ?? refuse('VALUE', 'parameter', 1);
    // One that is off cannot authorize: only the platform switches it on again — Part 3 §24.2.
    if (auth !== platform && auth !== enable) throw new TpmRefusal('AUTH_TYPE');
    switchHierarchy(machine, enable, name, state);
    return {};
  },
  setPrimaryPolicy({ machine, handles: [handle = 0], parameters: { authPolicy, hashAlg } }) {
    const size = hashAlg === 'null' ? 0 : digestSize[hashAlg];
    if (authPolicy.length !== size) refuse('SIZE', 'parameter', 1);
    if (size === 0) machine.persistent.policies.delete(handle);
    else machine.persistent.policies.set(handle, authPolicy.slice());
    return {};
  },
  changePps({ machine }) {
    replaceSeed(machine, platform);
    return {};
  },
  changeEps({ machine }) {
    replaceSeed(machine, endorsement);
    machine.persistent.auths.delete(endorsement);
    machine.persistent.policies.delete(endorsement);
    return {};
  },
  /** What the owner has brought goes; EPS, PPS and platform NV stay. */
  clear({ machine }) {
    const { persistent, volatile } = machine;
    if (persistent.clearDisabled) throw new TpmRefusal('DISABLED');
    flushHierarchy(machine, [owner, endorsement]);
    persistent.seeds.set(owner, machine.randomBytes(32));
    persistent.proofSalt = machine.randomBytes(32);
    for (const [handle, { attributes }] of persistent.nv)
      if (!hasNvAttribute(attributes, 'platformCreate')) persistent.nv.delete(handle);
    for (const handle of [owner, endorsement, lockout]) {
      persistent.auths.delete(handle);
      persistent.policies.delete(handle);
    }
    volatile.enabled = { ...volatile.enabled, owner: true, endorsement: true };
    persistent.dictionaryAttack = initialDictionaryAttack;
    persistent.clock = -BigInt(Math.round(machine.now() - volatile.poweredAt));
    persistent.resetCount = 0;
    persistent.restartCount = 0;
    volatile.pcrs.updateCounter += 1;
    return {};
  },
  clearControl({ machine, handles: [auth = 0], parameters: { disable } }) {
    if (auth === lockout && !disable) throw new TpmRefusal('AUTH_FAIL');
    machine.persistent.clearDisabled = disable;
    return {};
  },
  hierarchyChangeAuth({ machine, handles: [handle = 0], parameters: { newAuth } }) {
    if (newAuth.length > longestAuth) refuse('SIZE', 'parameter', 1);
    machine.persistent.auths.set(handle, trimmed(newAuth).slice());
    return {};
  },
  dictionaryAttackLockReset({ machine }) {
    machine.persistent.dictionaryAttack = { ...dictionaryAttackOf(machine), failedTries: 0 };
    return {};
  },
  dictionaryAttackParameters({ machine, parameters }) {
    machine.persistent.dictionaryAttack = {
      ...dictionaryAttackOf(machine),
      failedTries: 0,
      maxTries: parameters.newMaxTries,
      recoveryTime: parameters.newRecoveryTime,
      lockoutRecovery: parameters.lockoutRecovery,
    };
    return {};
  },
};
