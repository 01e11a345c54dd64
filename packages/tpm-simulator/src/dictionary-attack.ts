import { type Machine, timeOf } from './machine.ts';
import type { DictionaryAttack } from './tpm-object.ts';
import { TpmRefusal } from './tpm-refusal.ts';

/** As swtpm comes. */
export const initialDictionaryAttack: DictionaryAttack = {
  failedTries: 0,
  maxTries: 3,
  recoveryTime: 1000,
  lockoutRecovery: 1000,
  lockoutUsable: true,
  countsFrom: 0,
  lockoutCountsFrom: 0,
};

/** The state now: what time has healed — Part 1 §19.8.5. */
export function dictionaryAttackOf(machine: Machine): DictionaryAttack {
  const state = machine.persistent.dictionaryAttack;
  const time = timeOf(machine);
  const { recoveryTime, lockoutRecovery, countsFrom, lockoutCountsFrom } = state;
  const healed =
    recoveryTime === 0 || state.failedTries === 0
      ? 0
      : Math.min(state.failedTries, Math.floor((time - countsFrom) / (1000 * recoveryTime)));
  const rested = lockoutRecovery !== 0 && time - lockoutCountsFrom >= 1000 * lockoutRecovery;
  const now = {
    ...state,
    failedTries: state.failedTries - healed,
    countsFrom: countsFrom + healed * 1000 * recoveryTime,
    lockoutUsable: state.lockoutUsable || rested,
  };
  machine.persistent.dictionaryAttack = now;
  return now;
}

export const isInLockout = (machine: Machine): boolean => {
  const { failedTries, maxTries } = dictionaryAttackOf(machine);
  return failedTries >= maxTries;
};

/** Refuses while guarded authValues, or lockoutAuth itself, must not be tried. */
export function checkNotLockedOut(machine: Machine, guard: 'guarded' | 'lockout'): void {
  const locked =
    guard === 'lockout' ? !dictionaryAttackOf(machine).lockoutUsable : isInLockout(machine);
  if (locked) throw new TpmRefusal('LOCKOUT');
}

export function countFailure(machine: Machine, guard: 'guarded' | 'lockout'): void {
  const state = dictionaryAttackOf(machine);
  const time = timeOf(machine);
  if (guard === 'lockout')
    machine.persistent.dictionaryAttack = {
      ...state,
      lockoutUsable: false,
      lockoutCountsFrom: time,
    };
  else if (state.recoveryTime !== 0)
    machine.persistent.dictionaryAttack = {
      ...state,
      failedTries: state.failedTries + 1,
      countsFrom: time,
    };
}

/** The times begin anew with the power; lockoutAuth rests until the start when it has no time. */
export function startDictionaryAttack({ persistent }: Machine): void {
  const state = persistent.dictionaryAttack;
  persistent.dictionaryAttack = {
    ...state,
    countsFrom: 0,
    lockoutCountsFrom: 0,
    lockoutUsable: state.lockoutUsable || state.lockoutRecovery === 0,
  };
}
