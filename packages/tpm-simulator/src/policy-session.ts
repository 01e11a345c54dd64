import { hash } from '@gatehouse/bytes/crypto';
import { type CommandName, commands, handleName } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';
import { emptyPolicy } from './policy-state.ts';
import type { PolicyState, Session } from './tpm-object.ts';
import { refuse } from './tpm-refusal.ts';

export type PolicyCommand = Extract<CommandName, `policy${string}`>;

/** The policy or trial session behind a handle whose presence has been checked. */
export const policySession = (machine: Machine, handle = 0): Session =>
  machine.volatile.sessions.get(handle) ?? refuse('HANDLE', 'handle');

/** policyDigest' = H(policyDigest || CC || …) — Part 1 §19.7.3. */
export function extendPolicy(
  session: Session,
  command: PolicyCommand,
  parts: readonly Uint8Array[],
  also: Partial<PolicyState> = {},
): void {
  const code = handleName(commands[command].code);
  const digest = hash(session.hash, session.policy.digest, code, ...parts);
  session.policy = { ...session.policy, ...also, digest };
}

/** PolicyUpdate() — Part 3 §23.2.4: H(H(policyDigest || CC || name) || policyRef). */
export function updatePolicy(
  session: Session,
  command: PolicyCommand,
  name: Uint8Array,
  policyRef: Uint8Array,
): void {
  extendPolicy(session, command, [name]);
  const digest = hash(session.hash, session.policy.digest, policyRef);
  session.policy = { ...session.policy, digest };
}

/** A digest that begins anew, with what was gathered besides kept: PolicyOR and the authorizations. */
export function restartDigest(session: Session): void {
  session.policy = { ...session.policy, digest: emptyPolicy(session.hash).digest };
}
